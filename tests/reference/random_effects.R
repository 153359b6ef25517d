# Reference values of tests/models/test_random_effects.py: metafor 3.8-1, R 4.2.2
library(metafor)

dat <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
exact <- list(tol = 1e-12) # the default of confint.rma is 1e-4
print(confint(rma(yi, vi, data = dat))$random, digits = 8) # documented: tau^2 0.3132, 0.1197 to 1.1115
print(confint(rma(yi, vi, data = dat, method = "PM", control = exact), control = exact)$random, digits = 10)

# a further unit's count: Poisson, mixed over t(k - 2) and over the posterior of tau (flat), by integration
counts <- c(61, 143, 212, 55, 905, 130, 77, 310, 1204, 96)
targets <- c(50, 120, 200, 60, 700, 100, 80, 260, 1100, 70)
y <- log(counts / targets)
v <- 1 / counts
fit <- rma(y, v, method = "PM", control = list(tol = 1e-12))
cat("PM", sprintf("%.8f", c(fit$b, fit$se, fit$tau2)), "\n")
s <- sqrt(fit$tau2 + fit$se^2)
by_t <- function(n, target) {
  integrate(function(q) ppois(n, target * exp(fit$b[1] + q * s)) * dt(q, 8), -60, 60, subdivisions = 5000)$value
}
tau <- seq(0, 3, length.out = 6001)
post <- sapply(tau, function(u) {
  w <- 1 / (v + u^2)
  m <- sum(w * y) / sum(w)
  c(sum(dnorm(y, m, w^-0.5, log = TRUE)) - 0.5 * log(sum(w)), m, sqrt(1 / sum(w) + u^2))
})
weight <- exp(post[1, ] - max(post[1, ]))
weight <- weight / sum(weight)
x <- seq(-8, 8, length.out = 801)
g <- dnorm(x) / sum(dnorm(x))
kept <- weight > 1e-7
by_post <- function(n, target) {
  sum(sapply(which(kept), function(i) weight[i] * sum(g * ppois(n, target * exp(post[2, i] + x * post[3, i])))))
}
first <- function(cdf, p, target) {
  n <- c(-1, 20 * target)
  while (diff(n) > 1) {
    middle <- floor(mean(n))
    if (cdf(middle, target) >= p) n[2] <- middle else n[1] <- middle
  }
  n[2]
}
for (target in c(5, 60, 2000)) {
  cat("target", target, "by t", first(by_t, 0.025, target), first(by_t, 0.975, target))
  cat(" by posterior", first(by_post, 0.025, target), first(by_post, 0.975, target), "\n")
}
