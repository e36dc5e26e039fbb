# Rscript clubsandwich.R FOLDER ROWS COLUMNS -: CR2 and Satterthwaite df of one coefficient, timed.
suppressMessages(library(clubSandwich))
a <- commandArgs(TRUE)
n <- as.integer(a[2]); p <- as.integer(a[3])
column <- function(name, k) readBin(file.path(a[1], name), "double", k)
X <- matrix(column("X.bin", n * p), n, p)
d <- as.data.frame(X[, -1])
d$y <- column("y.bin", n); id <- column("id.bin", n)
formula <- as.formula(paste("y ~", paste(names(d)[seq_len(p - 1)], collapse = "+")))
f <- glm(formula, data = d, family = binomial)
took <- system.time({
  V <- vcovCR(f, cluster = id, type = "CR2")
  ct <- coef_test(f, V, test = "Satterthwaite", coefs = 4)
})
cat(sprintf("{\"fit\": %.6f, \"coef\": [%.15g], \"se\": [%.15g], \"df\": [%.15g]}\n",
            took[["elapsed"]], ct$beta, ct$SE, ct$df_Satt))
