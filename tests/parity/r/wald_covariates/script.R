# Models with covariates that vary within clusters: CR3 is MD for every link, CR2 is KC for the
# Gaussian only. Run in this folder: Rscript script.R
# input.csv is simulated here: 18 workplaces of 3 sites, persons seen once or twice.
source("../wald.R")
simulate <- function() {
  set.seed(20070801)
  wp <- data.frame(wp = 1:18, site = rep(1:3, each = 6), arm = rep(0:1, 9), size = 8 + rpois(18, 14))
  wp$u <- rnorm(18, 0, 0.5)
  person <- wp[rep(1:18, wp$size), ]
  person$pid <- seq_len(nrow(person))
  person$age <- round(runif(nrow(person), 18, 49))
  person$female <- rbinom(nrow(person), 1, 0.45)
  both <- rbind(cbind(person, time = 0), cbind(person, time = 1))
  both <- both[both$time == 0 | runif(nrow(both)) < 0.8, ]
  shift <- rnorm(18, 0, 0.3)
  eta <- with(both, -0.3 + 0.03 * (age - 30) + 0.4 * female + u + time * (0.2 + shift[wp]) +
                0.5 * arm * time + 0.3 * (site == 2))
  both$y <- rbinom(nrow(both), 1, plogis(eta))
  both$score <- round(10 + 2 * eta + rnorm(nrow(both), 0, 3), 2)
  both <- both[sample(nrow(both)), c("pid", "wp", "site", "arm", "time", "age", "female", "y", "score")]
  write.csv(both, "input.csv", row.names = FALSE)
}
if (!file.exists("input.csv")) simulate()
d <- read.csv("input.csv")
d$s2 <- as.integer(d$site == 2)
d$s3 <- as.integer(d$site == 3)
d$a <- (d$age - 30) / 10

model <- . ~ arm * time * (s2 + s3) + a + female
# (Intercept) arm time s2 s3 a female arm:time arm:s2 arm:s3 time:s2 time:s3 arm:time:s2 arm:time:s3
tests <- list(site_differences = pick(14, 13:14), effect_anywhere = pick(14, c(8, 13, 14)),
              covariates = pick(14, 6:7), time_anywhere = pick(14, c(3, 8, 11:14)),
              one = pick(14, 8), mixed = rbind(pick(14, 8) + pick(14, 13), pick(14, 6) - pick(14, 7)))
fit <- function(y, family) glm(update(model, paste(y, "~ .")), family, d, control = control)
emit(list(
  logit = describe(fit("y", binomial()), d$wp, tests),
  probit = describe(fit("y", binomial("probit")), d$wp, tests),
  poisson = describe(fit("y", poisson()), d$wp, tests),
  gaussian = describe(lm(update(model, score ~ .), d), d$wp, tests),
  gaussian_persons = describe(lm(update(model, score ~ .), d), d$pid, tests)))
