# Small, sparse and unbalanced data, simulated here: what the larger published cases do not reach.
# Run in this folder: Rscript script.R
suppressMessages({library(jsonlite); library(survey); library(metafor)})
options(survey.lonely.psu = "fail", warn = -1)
set.seed(20070801)
filled <- function(t) t[rowSums(t) > 0, colSums(t) > 0, drop = FALSE]
test <- function(h) list(statistic = unname(h$statistic), df = unname(h$parameter), p = h$p.value)

# ---- r x c tables with few persons ---------------------------------------------------------------
one_table <- function(i) {
  repeat {
    n <- sample(c(9, 25, 60, 120), 1)
    t <- matrix(rmultinom(1, n, rexp(12)^2), 3)
    t <- filled(t[seq_len(sample(2:3, 1)), seq_len(sample(2:4, 1))])
    if (min(dim(t)) > 1) break
  }
  list(counts = t, pearson = test(chisq.test(t, correct = FALSE)),
       fisher_p = fisher.test(t, workspace = 2e8)$p.value)
}
tables <- lapply(1:60, one_table)

# ---- strata of 2 x 2 tables, some with an empty margin or one person -----------------------------
one_study <- function(i) {
  K <- sample(3:8, 1)
  x <- array(rpois(4 * K, sample(c(1, 3, 8), 1)) * 1.0, c(2, 2, K))
  x[, , 1] <- x[, , 1] + 1; x[, , 2] <- x[, , 2] + 2
  informative <- apply(x, 3, function(t) min(rowSums(t), colSums(t)) > 0)
  y <- x[, , informative, drop = FALSE]
  m <- mantelhaen.test(y, correct = FALSE)
  r <- rma.mh(measure = "OR", ai = y[1, 1, ], bi = y[1, 2, ], ci = y[2, 1, ], di = y[2, 2, ],
              add = 0, drop00 = FALSE)
  list(strata = lapply(seq_len(K), function(k) x[, , k]), informative = sum(informative),
       cmh = test(m), odds_ratio = exp(as.numeric(r$beta)), se = r$se,
       breslow_day = r$BD, tarone = r$TA, tarone_p = r$TAp)
}
studies <- lapply(1:25, one_study)

# ---- general Cochran-Mantel-Haenszel test --------------------------------------------------------
one_general <- function(i) {
  x <- array(rpois(3 * 4 * 5, 2), c(3, 4, 5)) + 0
  list(strata = lapply(1:5, function(k) x[, , k]), general = test(mantelhaen.test(x)))
}
generals <- lapply(1:10, one_general)

# ---- numbers in groups, with ties ----------------------------------------------------------------
one_comparison <- function(i) {
  n <- sample(3:15, 3)
  v <- lapply(1:3, function(g) round(rnorm(n[g], g / 3, g), sample(0:2, 1)))
  d <- data.frame(y = unlist(v), g = factor(rep(1:3, n)))
  w <- t.test(v[[1]], v[[3]]); p <- t.test(v[[1]], v[[3]], var.equal = TRUE)
  a <- anova(lm(y ~ g, d)); o <- oneway.test(y ~ g, d)
  list(values = v, welch = c(test(w), list(ci = as.numeric(w$conf.int))), pooled = test(p),
       rank_sum = wilcox.test(v[[1]], v[[3]], exact = FALSE)$p.value,
       rank_sum_plain = wilcox.test(v[[1]], v[[3]], exact = FALSE, correct = FALSE)$p.value,
       kruskal = test(kruskal.test(v)), anova = list(F = a$F[1], p = a[["Pr(>F)"]][1]),
       welch_anova = list(F = unname(o$statistic), df = unname(o$parameter[2]), p = o$p.value),
       quantiles = lapply(c(2, 6, 7), function(t)
         unname(quantile(d$y, c(0, .05, .1, .25, .5, .7, .9, 1), type = t))))
}
comparisons <- lapply(1:25, one_comparison)

# ---- persons in clusters: strata, weights, empty cells -------------------------------------------
one_survey <- function(i) {
  G <- sample(8:20, 1); n <- sample(2:12, G, TRUE)
  d <- data.frame(cluster = rep(seq_len(G), n), stratum = rep(1 + seq_len(G) %% 2, n),
                  weight = round(rexp(sum(n)) + 0.2, 3))
  lean <- rep(rnorm(G), n)
  d$row <- as.integer(cut(lean + rnorm(sum(n)), c(-Inf, 0, 1.2, Inf)))
  d$column <- as.integer(cut(lean / 2 + rnorm(sum(n)), c(-Inf, 0.3, Inf)))
  s <- svychisq(~row + column, svydesign(~cluster, strata = ~stratum, weights = ~weight, data = d))
  list(data = as.list(d), F = unname(s$statistic), df = unname(s$parameter[1]),
       ddf = unname(s$parameter[2]), p = unname(s$p.value))
}
surveys <- lapply(1:10, one_survey)

# ---- cluster summaries in a linear model ---------------------------------------------------------
one_model <- function(i) {
  G <- 14
  d <- data.frame(arm = rep(0:1, 7), stratum = rep(1:3, c(4, 4, 6)), w = round(runif(G, 10, 90)))
  d$before <- round(runif(G, .2, .8), 3)
  d$after <- round(d$before + .1 * d$arm + rnorm(G, 0, .1), 3)
  of <- function(m) { s <- summary(m); list(est = s$coefficients["arm", 1],
    se = s$coefficients["arm", 2], p = s$coefficients["arm", 4], df = s$df[2]) }
  list(data = as.list(d), plain = of(lm(after ~ arm, d)),
       baseline = of(lm(after ~ arm + before, d)),
       strata = of(lm(after ~ arm + factor(stratum), d)),
       all = of(lm(after ~ arm + before + factor(stratum), d, weights = w)))
}
models <- lapply(1:10, one_model)

cases <- list(tables = tables, studies = studies, generals = generals, comparisons = comparisons,
              surveys = surveys, models = models)
writeLines(toJSON(cases, digits = NA, auto_unbox = TRUE), "expected.json")
writeLines(c(R.version.string, sapply(c("jsonlite", "survey", "metafor"), function(p)
  paste(p, packageVersion(p)))), "session.txt")
