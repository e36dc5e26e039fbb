# Models saturated in arm x time (x type): KC is CR2 there. Run in this folder: Rscript script.R
# input.csv: twelve workplaces before and after, k of n; ours, invented.
source("../wald.R")
counts <- read.csv("input.csv")
rows <- function(g, time, n, k) data.frame(wp = g$wp, arm = g$arm, type = g$type, time = time,
                                           y = rep(c(1, 0), c(k, n - k)))
d <- do.call(rbind, lapply(seq_len(nrow(counts)), function(i) {
  g <- counts[i, ]
  rbind(rows(g, 0, g$n0, g$k0), rows(g, 1, g$n1, g$k1))
}))
d$arm <- as.integer(d$arm == "I")
d$B <- as.integer(d$type == "B")
d$S <- as.integer(d$type == "S")

two <- y ~ arm * time
full <- y ~ arm * time * (B + S)
# (Intercept) arm time arm:time
tests2 <- list(arm_and_interaction = pick(4, c(2, 4)), all_but_intercept = pick(4, 2:4),
               interaction = pick(4, 4), mixed = rbind(c(0, 1, -1, 0), c(1, 0, 0, -1)))
# (Intercept) arm time B S arm:time arm:B arm:S time:B time:S arm:time:B arm:time:S
tests12 <- list(type_differences = pick(12, 11:12), effect_anywhere = pick(12, c(6, 11, 12)),
                reference_type = pick(12, 6), mixed = rbind(pick(12, 6) - pick(12, 11)))
emit(list(
  logit_two = describe(glm(two, binomial, d, control = control), d$wp, tests2),
  identity_two = describe(lm(two, d), d$wp, tests2),
  logit_full = describe(glm(full, binomial, d, control = control), d$wp, tests12),
  identity_full = describe(lm(full, d), d$wp, tests12)))
