# Cluster-level analyses, permutation, tests of persons in clusters, weights: input.csv is ours,
# simulated. Run in this folder: Rscript script.R
suppressMessages({library(survey); library(geepack); library(clubSandwich); library(numDeriv)
                  library(jsonlite)})
control <- glm.control(epsilon = 1e-15, maxit = 100)
d <- read.csv("input.csv")
d$I <- as.integer(d$arm == "I")
out <- list()

# --- two-stage analyses ----------------------------------------------------------------------
by <- function(x) tapply(x, list(d$wp, d$t), sum)
n <- by(rep(1, nrow(d))); k <- by(d$y)
clusters <- unique(d[c("wp", "site", "I")])
tell <- function(x) {
  m <- summary(lm(x ~ I + factor(site), clusters))$coefficients["I", ]
  u <- t.test(x[clusters$I == 1], x[clusters$I == 0], var.equal = TRUE)
  list(estimate = m[[1]], se = m[[2]], t = m[[3]], p = m[[4]],
       pooled = list(estimate = unname(u$estimate[1] - u$estimate[2]), se = u$stderr, p = u$p.value))
}
null <- glm(y ~ t + age + sex, binomial, d, control = control)
e <- by(fitted(null))
half <- log((k + .5) / (n - k + .5))
changes <- list(
  difference = k[, 2] / n[, 2] - k[, 1] / n[, 1],
  log_ratio = log(k[, 2] / n[, 2]) - log(k[, 1] / n[, 1]),
  log_odds = half[, 2] - half[, 1])
adjusted <- list(
  difference = (k[, 2] - e[, 2]) / n[, 2] - (k[, 1] - e[, 1]) / n[, 1],
  log_ratio = log(k[, 2] / e[, 2]) - log(k[, 1] / e[, 1]),
  log_odds = (half - log(e / (n - e))) %*% c(-1, 1))
out$two_stage <- list(unadjusted = lapply(changes, tell),
                      adjusted = lapply(adjusted, function(x) tell(as.vector(x))))
ancova <- function(after, before)
  as.list(summary(lm(after ~ I + before + factor(site), clusters))$coefficients["I", ])
out$ancova <- list(rd = ancova(k[, 2] / n[, 2], k[, 1] / n[, 1]),
                   log_odds = ancova(half[, 2], half[, 1]))

# --- permutation: every allocation of 3 of 6 in both sites ------------------------------------
ways <- combn(6, 3)
all <- do.call(rbind, lapply(seq_len(ncol(ways)), function(a) t(sapply(seq_len(ncol(ways)), function(b) {
  z <- rep(0, 12); z[ways[, a]] <- 1; z[6 + ways[, b]] <- 1; z
}))))
apart <- function(x) as.vector(all %*% x / 6 - (1 - all) %*% x / 6)
seen <- function(x) mean(x[clusters$I == 1]) - mean(x[clusters$I == 0])
extreme <- function(x) sum(abs(apart(x)) >= abs(seen(x)) - 1e-12)
score <- local({
  r <- d$y - fitted(null); v <- fitted(null) * (1 - fitted(null))
  kappa <- sum(v * d$t) / sum(v)
  as.vector(tapply((d$t - kappa) * r, d$wp, sum))
})
kz <- by(d$z)
second <- kz[, 2] / n[, 2] - kz[, 1] / n[, 1]
out$permutation <- list(allocations = nrow(all), difference = extreme(changes$difference),
                        adjusted = extreme(adjusted$difference), score = extreme(score),
                        score_contributions = score)
westfall_young <- function(X) {
  T <- apply(X, 2, apart); s <- sqrt(colMeans(T^2)); t <- abs(apply(X, 2, seen)) / s
  Z <- abs(T) / rep(s, each = nrow(T)); o <- order(-t)
  single <- sapply(t, function(x) mean(apply(Z, 1, max) >= x - 1e-12))
  down <- rep(NA, length(t))
  for (i in seq_along(o)) {
    rest <- o[i:length(o)]
    down[o[i]] <- mean(apply(Z[, rest, drop = FALSE], 1, max) >= t[o[i]] - 1e-12)
  }
  down[o] <- cummax(down[o])
  list(raw = sapply(seq_along(t), function(j) mean(Z[, j] >= t[j] - 1e-12)), single = single, down = down)
}
out$westfall_young <- westfall_young(cbind(changes$difference, second, -second + changes$log_odds))
# a recorded set: the allocations whose mean age at the first wave is most alike
age <- tapply(d$age[d$t == 0], d$wp[d$t == 0], mean)
distance <- abs(apart(age))
kept <- distance <= sort(distance)[100] | apply(all, 1, function(z) all(z == clusters$I))
out$recorded <- list(allowed = all[kept, ], extreme = sum(kept & abs(apart(changes$difference)) >=
                                                           abs(seen(changes$difference)) - 1e-12))

# --- McNemar's test for clusters, from covariances of cluster totals ---------------------------
w <- merge(d[d$t == 0, c("pid", "wp", "y")], d[d$t == 1, c("pid", "wp", "y")], by = c("pid", "wp"))
counts <- lapply(split(w, w$wp), function(x) table(factor(x$y.x, 1:0), factor(x$y.y, 1:0)))
m <- sapply(counts, sum); x1 <- sapply(counts, function(t) sum(t[1, ])); x2 <- sapply(counts, function(t) sum(t[, 1]))
p <- (sum(x1) + sum(x2)) / (2 * sum(m)); G <- length(m)
u1 <- x1 - m * p; u2 <- x2 - m * p
v <- G / (G - 1) * (sum(u1^2) + sum(u2^2) - 2 * sum(u1 * u2)) / sum(m)^2
q <- (x1 - x2) / m
out$mcnemar <- list(counts = lapply(unname(counts), function(t) unclass(matrix(t, 2))),
                    obuchowski = ((sum(x1) - sum(x2)) / sum(m))^2 / v, durkalski = sum(q)^2 / sum(q^2))

# --- Rao-Scott with strata, nested clusters and weights ----------------------------------------
after <- d[d$t == 1, ]
after$class <- cut(after$age, c(0, 27, 38, 99), labels = FALSE)
des <- svydesign(~wp, strata = ~site, weights = ~w, data = after, nest = TRUE)
rs <- function(f) {
  F <- svychisq(f, des, statistic = "F"); X <- svychisq(f, des, statistic = "Chisq")
  list(F = unname(F$statistic), df = unname(F$parameter[1]), ddf = unname(F$parameter[2]),
       p = unname(F$p.value), X2 = unname(X$statistic), first_p = unname(X$p.value))
}
out$rao_scott <- list(arm = rs(~arm + y), age = rs(~class + y), three = rs(~class + sex))

# --- sampling weights: svyglm's covariance is G/(G-1) of Liang and Zeger's ---------------------
des2 <- svydesign(~wp, weights = ~w, data = d)
f <- suppressWarnings(svyglm(y ~ I * t + age + sex, des2, family = quasibinomial(), control = control))
out$svyglm <- list(coef = unname(coef(f)), se = unname(sqrt(diag(vcov(f)))))

# --- clusters alike: weights 1/n at each wave, variances inverse to them, CR2 --------------------
d$alike <- 1 / n[cbind(as.character(d$wp), as.character(d$t))]
d$alike <- d$alike / mean(d$alike)  # clubSandwich scales weights so, but not the target
l <- lm(y ~ I * t, d, weights = alike)
ct <- as.data.frame(coef_test(l, vcovCR(l, cluster = d$wp, type = "CR2", target = 1 / d$alike, inverse_var = TRUE), test = "Satterthwaite"))
out$cluster_average <- list(coef = ct$beta, se = ct$SE, df = ct$df_Satt, p = ct$p_Satt)

# --- a standard population of one third and two thirds, delta method ---------------------------
fit <- geeglm(y ~ I * t * factor(site) + age + sex, id = wp, data = d[order(d$wp), ], family = binomial,
              control = geese.control(epsilon = 1e-13, maxit = 200))
X <- function(i, late) model.matrix(~ I * t * factor(site) + age + sex, transform(d, I = i, t = late))
omega <- as.vector(c(1, 2)[d$site] / 3 / table(d$site)[d$site])
effect <- function(b) {
  P <- sapply(list(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), function(x) sum(omega * as.vector(plogis(X(x[1], x[2]) %*% b))))
  s <- c(1, -1, -1, 1)
  c(sum(s * P), sum(s * log(P)), sum(s * qlogis(P)))
}
J <- jacobian(effect, coef(fit))
out$mixture <- list(coef = unname(coef(fit)), effects = effect(coef(fit)),
                    se = sqrt(diag(J %*% vcov(fit) %*% t(J))))

# --- intracluster correlation by estimating equations -------------------------------------------
g <- geeglm(y ~ I, id = wp, data = after[order(after$wp), ], family = binomial, corstr = "exchangeable",
            control = geese.control(epsilon = 1e-13, maxit = 500))
out$marginal_icc <- list(alpha = unname(g$geese$alpha), phi = unname(g$geese$gamma))

write(toJSON(c(list(R = R.version.string), out), auto_unbox = TRUE, matrix = "rowmajor", digits = NA,
             pretty = TRUE), "expected.json")
packages <- c("survey", "geepack", "clubSandwich", "numDeriv", "jsonlite")
writeLines(c(R.version.string, sapply(packages, function(p) paste(p, packageVersion(p)))), "session.txt")
