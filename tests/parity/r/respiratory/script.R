# GEE of the respiratory example in R: coefficients, robust covariance, standardised effects.
# Run in this folder: Rscript script.R
suppressMessages({library(geepack); library(jsonlite)})
d <- read.csv("../../../../examples/respiratory/respiratory.csv", colClasses = "character")
d$good <- as.integer(d$status == "good"); d$active <- as.integer(d$treatment == "active")
d$last <- as.integer(d$month == "4"); d$c2 <- as.integer(d$centre == "2")
d$male <- as.integer(d$sex == "male"); d$age <- as.numeric(d$age)
d <- d[order(d$subject, d$last), ]; d$id <- as.integer(factor(d$subject))
fit <- function(correlation) geeglm(good ~ active * last + c2 + male + age, id = id, data = d,
  family = binomial, corstr = correlation, control = geese.control(epsilon = 1e-12, maxit = 500))
effects <- function(f) {
  b <- coef(f); V <- f$geese$vbeta
  X <- lapply(list(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), function(cell) {
    e <- d; e$active <- cell[1]; e$last <- cell[2]; model.matrix(delete.response(terms(f)), e) })
  p <- sapply(X, function(x) mean(plogis(drop(x %*% b))))
  J <- t(sapply(X, function(x) colMeans(dlogis(drop(x %*% b)) * x)))
  se <- function(gradient) sqrt(drop(t(gradient) %*% J %*% V %*% t(J) %*% gradient))
  k <- c(1, -1, -1, 1)
  list(cells = p, rd = list(estimate = sum(k * p), std_error = se(k)),
    log_rrr = list(estimate = sum(k * log(p)), std_error = se(k / p)),
    log_ror = list(estimate = sum(k * qlogis(p)), std_error = se(k / (p * (1 - p)))))
}
out <- lapply(c(independence = "independence", exchangeable = "exchangeable"), function(cs) {
  f <- fit(cs); stopifnot(f$geese$error == 0)
  list(terms = names(coef(f)), coef = unname(coef(f)), se = unname(sqrt(diag(f$geese$vbeta))),
    alpha = unname(f$geese$alpha), effects = effects(f)) })
out$versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), geepack = as.character(packageVersion("geepack")))
out$rows <- nrow(d); out$persons <- length(unique(d$id))
write(toJSON(out, auto_unbox = TRUE, digits = 13, pretty = TRUE), "expected.json")
