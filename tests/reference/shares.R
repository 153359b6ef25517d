# Reference values of tests/models/test_mean_share.py: stats (R 4.2.2), glmmTMB for comparison
events <- c(5, 31, 9, 160, 12, 0, 44, 7, 90, 21)
totals <- c(62, 210, 116, 2669, 80, 67, 512, 130, 1430, 348)
k <- length(events)
fit <- function(phi) {
  w <- 1 / (1 + (totals - 1) * phi)
  suppressWarnings(glm(events / totals ~ 1, quasibinomial, weights = totals * w, control = list(epsilon = 1e-14)))
}
x2 <- function(phi) sum(residuals(fit(phi), "pearson")^2)
phi <- uniroot(function(phi) x2(phi) - qchisq(0.5, k - 1), c(0, 1), tol = 1e-14)$root
f <- summary(fit(phi), dispersion = 1)$coefficients
cat(sprintf("%.8f", c(phi, plogis(f[1]), plogis(f[1] + c(-1, 1) * qt(0.975, k - 1) * f[2]))), "\n")
if (requireNamespace("glmmTMB", quietly = TRUE)) { # greatest likelihood: near, not the same
  m <- glmmTMB::glmmTMB(cbind(events, totals - events) ~ 1, family = glmmTMB::betabinomial())
  cat("glmmTMB", plogis(glmmTMB::fixef(m)$cond), "phi", 1 / (1 + sigma(m)), "\n")
}
