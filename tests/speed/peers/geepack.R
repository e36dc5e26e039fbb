# Rscript geepack.R FOLDER ROWS COLUMNS CORRELATION: the robust fit of geepack, timed.
suppressMessages(library(geepack))
a <- commandArgs(TRUE)
n <- as.integer(a[2]); p <- as.integer(a[3])
column <- function(name, k) readBin(file.path(a[1], name), "double", k)
X <- matrix(column("X.bin", n * p), n, p)
d <- as.data.frame(X[, -1])
d$y <- column("y.bin", n); d$id <- column("id.bin", n)
formula <- as.formula(paste("y ~", paste(names(d)[seq_len(p - 1)], collapse = "+")))
rm(X)
took <- system.time(f <- geeglm(formula, data = d, id = id, family = binomial, corstr = a[4]))
s <- summary(f)$coefficients
cat(sprintf("{\"fit\": %.6f, \"coef\": [%s], \"se\": [%s]}\n", took[["elapsed"]],
            paste(sprintf("%.15g", s[, 1]), collapse = ","), paste(sprintf("%.15g", s[, 2]), collapse = ",")))
