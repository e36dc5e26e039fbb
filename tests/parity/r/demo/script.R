# GEE by person (geepack) and small-sample covariances by workplace (clubSandwich) on the demo study.
# Run in this folder: Rscript script.R [folder of baseline.csv and endline.csv]
# Rows: valid answers of either wave, covariates of the first wave, sorted by person and wave.
suppressMessages({library(geepack); library(clubSandwich); library(jsonlite)})
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given)) given[1] else "../../../../src/migrant_rh/demo/files"
TIGHT <- geese.control(epsilon = 1e-12, maxit = 500)

# Not fileEncoding: in a locale without Chinese R would stop reading at the first Chinese word.
read_wave <- function(name) {
  rows <- read.csv(file.path(folder, name), colClasses = "character", encoding = "UTF-8")
  names(rows)[1] <- "pid"  # behind the byte order mark
  stopifnot(all(nchar(rows$pid) == 7), !anyDuplicated(rows$pid))
  rows
}
baseline <- read_wave("baseline.csv")
endline <- read_wave("endline.csv")

long_form <- function(outcome) {
  waves <- list(baseline, endline)
  rows <- do.call(rbind, lapply(1:2, function(w) {
    data.frame(pid = waves[[w]]$pid, wave = w - 1, answer = waves[[w]][[outcome]])
  }))
  rows <- rows[rows$answer %in% c("0", "1"), ]
  first <- baseline[match(rows$pid, baseline$pid), ]
  data <- data.frame(
    pid = rows$pid, wave = rows$wave, y = as.integer(rows$answer),
    city = factor(first$city), workplace = as.integer(first$workplace),
    group = as.integer(first$group), age = as.integer(first$age), sex = factor(first$sex),
    marital = factor(first$marital), edu = factor(first$edu)
  )
  data <- data[order(data$pid, data$wave), ]
  data$id <- as.integer(factor(data$pid, levels = unique(data$pid)))
  data
}

ADJUSTED <- "+ age + sex + marital + edu"
SITES <- c(
  none = "", main = "+ city", by_wave = "+ city + city:wave",
  by_wave_and_arm = "+ city + city:wave + city:group"
)
formulas <- function(pooled) {
  sites <- if (pooled) SITES else c(none = "")
  cases <- expand.grid(sites = names(sites), adjusted = c(FALSE, TRUE), stringsAsFactors = FALSE)
  cases$formula <- trimws(gsub(" +", " ", paste(
    "y ~ group*wave", sites[cases$sites], ifelse(cases$adjusted, ADJUSTED, "")
  )))
  split(cases, seq_len(nrow(cases)))
}

by_person <- function(case, data, correlation) {
  fit <- geeglm(as.formula(case$formula), id = id, data = data, family = binomial,
                corstr = correlation, control = TIGHT)
  fixed <- geese(as.formula(case$formula), id = id, data = data, family = binomial,
                 corstr = correlation, scale.fix = TRUE, gm = 1, control = TIGHT)
  stopifnot(fit$geese$error == 0, fixed$error == 0)
  c(as.list(case), list(
    correlation = correlation, rows = nrow(data), persons = length(unique(data$id)),
    terms = names(coef(fit)), coef = unname(coef(fit)),
    se = unname(sqrt(diag(fit$geese$vbeta))), phi = unname(fit$geese$gamma),
    alpha = unname(fit$geese$alpha),
    phi_1 = list(coef = unname(fixed$beta), se = unname(sqrt(diag(fixed$vbeta))),
                 alpha = unname(fixed$alpha))
  ))
}

by_workplace <- function(case, data) {
  fit <- glm(as.formula(case$formula), data = data, family = binomial,
             control = glm.control(epsilon = 1e-14, maxit = 100))
  covariances <- lapply(c(CR0 = "CR0", CR2 = "CR2", CR3 = "CR3"), function(type) {
    V <- vcovCR(fit, cluster = data$workplace, type = type)
    test <- coef_test(fit, vcov = V, test = "Satterthwaite")
    list(se = test$SE, df = test$df_Satt, p = test$p_Satt)
  })
  c(as.list(case), list(
    rows = nrow(data), workplaces = length(unique(data$workplace)),
    terms = names(coef(fit)), coef = unname(coef(fit))
  ), covariances)
}

pairs_only <- function(data) data[data$pid %in% data$pid[duplicated(data$pid)], ]

fits <- function(outcome) {
  data <- long_form(outcome)
  places <- c(split(data, data$city), list(all = data))
  lapply(setNames(names(places), names(places)), function(place) {
    here <- places[[place]]
    cases <- formulas(pooled = place == "all")
    each <- function(f, ...) unname(lapply(cases, f, ...))
    paired <- pairs_only(here)
    list(
      person = c(each(by_person, here, "independence"), each(by_person, here, "exchangeable")),
      pairs = unname(lapply(cases[1], by_person, paired, "independence")),
      workplace = each(by_workplace, here)
    )
  })
}

expected <- list(
  versions = list(
    R = paste(R.version$major, R.version$minor, sep = "."),
    geepack = as.character(packageVersion("geepack")),
    clubSandwich = as.character(packageVersion("clubSandwich"))
  ),
  certificate = fits("cert"),
  exam = fits("exam")
)
write(toJSON(expected, digits = 12, auto_unbox = TRUE, pretty = 1), "expected.json")
