# What clubSandwich says of a fit: standard errors, Satterthwaite degrees of freedom, joint tests.
suppressMessages({library(clubSandwich); library(jsonlite)})
control <- list(epsilon = 1e-15, maxit = 100)

pick <- function(p, columns) diag(p)[columns, , drop = FALSE]

wald <- function(f, V, C) {
  one <- function(test) {
    w <- Wald_test(f, constraints = C, vcov = V, test = test)
    list(F = w$Fstat, df = w$df_num, df_denominator = w$df_denom, p = w$p_val)
  }
  list(HTZ = one("HTZ"), chisq = one("chi-sq"))
}

describe <- function(f, cluster, tests, types = c("CR0", "CR2", "CR3")) {
  small <- lapply(setNames(types, types), function(type) {
    V <- vcovCR(f, cluster = cluster, type = type)
    ct <- as.data.frame(coef_test(f, V, test = "Satterthwaite"))
    list(se = ct$SE, df = ct$df_Satt, p = ct$p_Satt,
         wald = lapply(tests, function(C) wald(f, V, C)))
  })
  list(terms = names(coef(f)), coef = unname(coef(f)), contrasts = tests, small = small)
}

emit <- function(fits) {
  out <- list(R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich")),
              fits = fits)
  write(toJSON(out, auto_unbox = TRUE, matrix = "rowmajor", digits = NA, pretty = TRUE, na = "null"),
        "expected.json")
  packages <- c("clubSandwich", "sandwich", "jsonlite")
  versions <- sapply(packages, function(p) paste(p, packageVersion(p)))
  writeLines(c(R.version.string, versions), "session.txt")
}
