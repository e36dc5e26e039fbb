# Rscript gee.R FOLDER ROWS COLUMNS CORRELATION: the robust fit of gee, timed.
suppressMessages(library(gee))
a <- commandArgs(TRUE)
n <- as.integer(a[2]); p <- as.integer(a[3])
column <- function(name, k) readBin(file.path(a[1], name), "double", k)
X <- matrix(column("X.bin", n * p), n, p)
d <- as.data.frame(X[, -1])
d$y <- column("y.bin", n); d$id <- column("id.bin", n)
formula <- as.formula(paste("y ~", paste(names(d)[seq_len(p - 1)], collapse = "+")))
rm(X)
sink(nullfile())
took <- system.time(f <- suppressMessages(
  gee(formula, data = d, id = id, family = binomial, corstr = a[4])))
sink()
se <- sqrt(diag(f$robust.variance))
cat(sprintf("{\"fit\": %.6f, \"coef\": [%s], \"se\": [%s]}\n", took[["elapsed"]],
            paste(sprintf("%.15g", coef(f)), collapse = ","), paste(sprintf("%.15g", se), collapse = ",")))
