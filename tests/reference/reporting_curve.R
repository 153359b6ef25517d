# Reference values of tests/models/test_reporting.py; R 4.2.2, MASS 7.3-58.2, glmmTMB 1.1.5.
# Run: Rscript tests/reference/reporting_curve.R

suppressPackageStartupMessages({library(MASS); library(glmmTMB)})
options(digits = 10)

count  <- c(61, 143, 212, 55, 905, 130, 77, 310, 1204, 96)
target <- c(50, 120, 200, 60, 700, 100, 80, 260, 1100, 70)

# rho = 1

fit <- glm.nb(count ~ 1 + offset(log(target)), control = glm.control(epsilon = 1e-12, maxit = 100))
cat("glm.nb: log mean", coef(fit), "alpha", 1 / fit$theta, "log-likelihood", logLik(fit), "\n")
fit <- glmmTMB(count ~ 1 + offset(log(target)), family = nbinom2)
cat("glmmTMB: log mean", fixef(fit)$cond, "alpha", 1 / sigma(fit), "profile limits",
    confint(fit, method = "uniroot", parm = 1)[1, 1:2], "\n")

# any rho, with bounds. Likelihood written with dnbinom and pnbinom; no code shared with the package.

# log probability of a count >= first
tail_log <- function(first, mean, alpha) pnbinom(first - 1, size = 1 / alpha, mu = mean, lower.tail = FALSE, log.p = TRUE)
unit <- function(par, rho, d) {
  mean <- exp(par[1]) * d$target; alpha <- exp(par[2])
  cdf <- function(n) pnbinom(n, size = 1 / alpha, mu = mean)
  p <- ifelse(d$low == d$high, dnbinom(d$low, size = 1 / alpha, mu = mean, log = TRUE),
       ifelse(is.infinite(d$high), tail_log(d$low, mean, alpha), log(cdf(d$high) - cdf(d$low - 1))))
  # a set with failures and successes: failures have the weight rho
  both <- d$low < d$target & d$high >= d$target & d$low != d$high
  p[both] <- log((cdf(d$high) - cdf(d$target - 1) + rho * (cdf(d$target - 1) - cdf(d$low - 1)))[both])
  success <- tail_log(d$target, mean, alpha)
  p - if (rho == 0) success else log(rho + (1 - rho) * exp(success))
}
curve_at <- function(rho, d, t2) {
  loss <- function(par) -sum(unit(par, rho, d))
  fit <- optim(c(0.1, -3), loss, control = list(reltol = 1e-15, maxit = 5000))
  profile <- function(m) -optimize(function(a) loss(c(m, a)), c(-14, 4), tol = 1e-10)$objective
  beyond <- function(m) -fit$value - profile(m) - t2 / 2
  limit <- function(from, to) tryCatch(uniroot(beyond, c(from, to), tol = 1e-10)$root, error = function(e) NA)
  c(mean = exp(fit$par[1]), low = exp(limit(-3, fit$par[1])), high = exp(limit(fit$par[1], 2)), alpha = exp(fit$par[2]),
    log_likelihood = -fit$value)
}
show <- function(name, d, rhos) {
  t2 <- qt(0.975, sum(d$low == d$high) - 1)^2  # units with a count
  for (rho in rhos) cat(name, "rho", rho, ":", curve_at(rho, d, t2), "\n")
}
counts <- data.frame(target = target, low = count, high = count)
show("counts, two of them failures", counts, c(1, 0.5, 0.2))

# successes only
met <- counts[count >= target, ]
show("successes", met, c(1, 0.5, 0))

# "more than 100 %" of 90 and 400, "under 90 %" of 150, "95 to 105 %" of 220, "110 to 120 %" of 300
bounds <- data.frame(target = c(90, 400, 150, 220, 300), low = c(91, 401, 0, 209, 330), high = c(Inf, Inf, 134, 231, 360))
show("with bounds", rbind(counts, bounds), c(1, 0.5, 0.2))

# interval-censored normal log attainments: what the model comes to where targets are large
large <- 1e5 * c(3, 5, 4, 8, 6, 9, 3, 5, 7, 4)
ratio <- c(1.05, 1.22, 0.93, 1.31, 1.10, 1.02, 1.17, NA, NA, NA)
ends <- cbind(c(log(ratio[1:7]), 0, 0, log(0.8)), c(log(ratio[1:7]), Inf, Inf, 0))
loss <- function(par) {
  exact <- ends[, 1] == ends[, 2]
  -sum(dnorm(ends[exact, 1], par[1], exp(par[2]), log = TRUE)) -
    sum(log(pnorm(ends[!exact, 2], par[1], exp(par[2])) - pnorm(ends[!exact, 1], par[1], exp(par[2]))))
}
fit <- optim(c(0, -2), loss, control = list(reltol = 1e-14, maxit = 5000))
cat("interval-censored normal: mean", exp(fit$par[1] + exp(2 * fit$par[2]) / 2), "alpha", exp(exp(2 * fit$par[2])) - 1, "\n")

# just above the targets: at rho = 0 greatest as the mean goes to 0; the edge is a log mean of -12
near <- data.frame(target = c(500, 1000, 300, 800, 500, 2000, 400), low = c(502, 1010, 330, 870, 650, 2300, 408))
near$high <- near$low
profile <- function(m) -optimize(function(a) -sum(unit(c(m, a - m), 0, near)), c(-5, 3), tol = 1e-10)$objective
edge <- profile(-12)
beyond <- function(m) edge - profile(m) - qt(0.975, 6)^2 / 2
cat("no maximum: heights at log means -12, -3, 0:", edge, profile(-3), profile(0),
    "high", exp(uniroot(beyond, c(0, 1), tol = 1e-10)$root), "\n")

# three years each of ten organisations: sandwich of the negative binomial, alpha estimated
years <- data.frame(target = rep(target, each = 3), org = rep(1:10, each = 3),
                    low = round(rep(count, each = 3) * rep(c(0.97, 1, 1.05), 10)))
years$high <- years$low
for (rho in c(1, 0.1)) {
  loss <- function(par) -sum(unit(par, rho, years))
  fit <- optim(c(0.1, -3), loss, control = list(reltol = 1e-15, maxit = 5000))
  scores <- sapply(1:2, function(j) {
    h <- c(0, 0); h[j] <- 1e-5
    (unit(fit$par + h, rho, years) - unit(fit$par - h, rho, years)) / 2e-5
  })
  bread <- solve(optimHess(fit$par, loss, control = list(ndeps = c(1e-4, 1e-4))))
  meat <- crossprod(rowsum(scores, years$org)) * 10 / 9
  ratio <- (bread %*% meat %*% bread)[1, 1] / bread[1, 1]
  profile <- function(m) -optimize(function(a) loss(c(m, a)), c(-14, 4), tol = 1e-10)$objective
  beyond <- function(m) -fit$value - profile(m) - ratio * qt(0.975, 9)^2 / 2
  cat("clusters: rho", rho, "mean", exp(fit$par[1]), "limits", exp(uniroot(beyond, c(-3, fit$par[1]), tol = 1e-10)$root),
      exp(uniroot(beyond, c(fit$par[1], 2), tol = 1e-10)$root), "ratio of variances", ratio, "\n")
}
