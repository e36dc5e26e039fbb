# Working correlations and weights of geepack and survey, on the data of wald_covariates.
suppressMessages({library(geepack); library(survey); library(jsonlite)})
d <- read.csv("../wald_covariates/input.csv")
d$a <- (d$age - 30) / 10
formula <- y ~ arm * time + a + female
control <- geese.control(epsilon = 1e-12, maxit = 200)

told <- function(f) list(
  coef = unname(coef(f)), phi = unname(f$geese$gamma), alpha = unname(f$geese$alpha),
  naive = f$geese$vbeta.naiv, robust = f$geese$vbeta)

# Pairs of rows of a workplace: same person, same wave, neither.
d <- d[order(d$wp, d$pid, d$time), ]
pairs <- do.call(rbind, lapply(split(d, d$wp), function(w) {
  jk <- t(combn(nrow(w), 2))
  person <- w$pid[jk[, 1]] == w$pid[jk[, 2]]
  wave <- w$time[jk[, 1]] == w$time[jk[, 2]]
  cbind(person, wave & !person, !wave & !person) * 1
}))
nested <- lapply(c(logit = "logit", cloglog = "cloglog", log = "log"), function(link) {
  family <- if (link == "log") poisson() else binomial(link)
  told(geeglm(formula, family = family, data = d, id = wp, corstr = "userdefined", zcor = pairs,
              control = control))
})

# One fixed correlation of two waves of a person.
d <- d[order(d$pid, d$time), ]
sizes <- rle(d$pid)$lengths
fixed <- told(geeglm(formula, family = binomial, data = d, id = pid, corstr = "fixed",
                     zcor = rep(0.3, sum(choose(sizes, 2))), control = control))

# Sampling weights: svyglm has the factor G/(G - 1), which is taken out here.
d$w <- 1 + (d$pid %% 4)
G <- length(unique(d$wp))
s <- svyglm(formula, design = svydesign(ids = ~wp, weights = ~w, data = d), family = quasibinomial(),
            epsilon = 1e-14, maxit = 100)
sampling <- list(coef = unname(coef(s)), robust = unname(vcov(s)) * (G - 1) / G)

out <- list(R = R.version.string, geepack = as.character(packageVersion("geepack")),
            survey = as.character(packageVersion("survey")),
            nested = nested, fixed = fixed, sampling = sampling)
write(toJSON(out, auto_unbox = TRUE, matrix = "rowmajor", digits = NA, pretty = TRUE, na = "null"),
      "expected.json")
packages <- c("geepack", "survey", "jsonlite")
writeLines(c(R.version.string, paste(packages, sapply(packages, function(p)
  as.character(packageVersion(p))))), "session.txt")
