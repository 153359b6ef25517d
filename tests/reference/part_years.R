# Reference values of tests/models/test_year_ends.py: Rscript tests/reference/part_years.R (base R alone).
y <- c(rep(0, 14), rep(1, 8), rep(2, 9), 1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, rep(4, 7), 10, 4, 4, 4, 5, 11, 12, 5, 5,
       6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4)
n <- c(rep(20, 7), rep(19, 4), 18, 18, 17, rep(20, 4), 19, 19, 18, 18, 25, 24, 23, rep(20, 6), 10, 49, 19, 46, 27, 17, 49,
       47, 20, 20, 13, 48, 50, rep(20, 7), 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14)
log_likelihood <- function(a, b, y, n) sum(lbeta(a + y, b + n - y) - lbeta(a, b))
best <- optim(c(0, 0), function(p) -log_likelihood(exp(p[1]), exp(p[2]), y, n), control = list(reltol = 1e-14))
cat("greatest likelihood of the rats:", format(exp(best$par), digits = 6), "\n")
best70 <- optim(c(0, 0), function(p) -log_likelihood(exp(p[1]), exp(p[2]), y[1:70], n[1:70]), control = list(reltol = 1e-14))
cat("of the first 70:", format(exp(best70$par), digits = 7), "\n")

# ten invented years: parts and wholes; a year of which 67 are counted
part <- c(12, 40, 9, 75, 130, 21, 310, 18, 55, 26)
whole <- c(80, 150, 60, 300, 520, 140, 1400, 70, 310, 95)
prior <- function(a, b) -2.5 * log(a + b) # uniform on a / (a + b) and (a + b)^-1/2: p(a, b) is (a + b)^-5/2
# logs of the odds of the mean and of a + b; the Jacobian is a * b
odds <- seq(-3, 0.5, length.out = 150)
size <- seq(0, 20, length.out = 300)
grid <- expand.grid(odds = odds, size = size)
grid$a <- exp(grid$size) * plogis(grid$odds)
grid$b <- exp(grid$size) * plogis(-grid$odds)
log_posterior <- mapply(function(a, b) log_likelihood(a, b, part, whole) + prior(a, b) + log(a) + log(b), grid$a, grid$b)
weight <- exp(log_posterior - max(log_posterior))
weight <- weight / sum(weight)
cat("posterior means of a / (a + b) and (a + b)^-1/2:",
    format(c(sum(weight * plogis(grid$odds)), sum(weight * exp(-grid$size / 2))), digits = 6), "\n")

# P(rest = r | 67) = choose(66 + r, r) B(a + 67, b + r) / B(a, b), mixed over the posterior
kept <- weight > 1e-9
r <- 0:1500
mass <- sapply(r, function(r) sum(weight[kept] * exp(lchoose(66 + r, r) +
  lbeta(grid$a[kept] + 67, grid$b[kept] + r) - lbeta(grid$a[kept], grid$b[kept]))))
below <- cumsum(mass)
cat("quantiles at 2.5, 50, 97.5 %:", 67 + sapply(c(0.025, 0.5, 0.975), function(p) r[which(below >= p)[1]]), "\n")
cat("P(185 or more), P(400 or more):", format(1 - below[c(185 - 67, 400 - 67)], digits = 6), "\n")

# three finished years, one with both cut-offs: the pattern of greatest likelihood by optim
pattern <- function(p) { q <- exp(c(0, p)); q / sum(q) }
total <- function(p) {
  q <- pattern(p)
  -(12 * log(q[1]) + 20 * log(q[2]) + 30 * log(q[3]) + 40 * log(q[1]) + 110 * log(q[2] + q[3]) +
      90 * log(q[1] + q[2]) + 60 * log(q[3]))
}
found <- optim(c(0, 0), total, control = list(reltol = 1e-15))
cat("pattern:", format(pattern(found$par), digits = 7), "\n")
cat(R.version.string, "\n")
