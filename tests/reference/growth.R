# Reference values of tests/models/test_panel_trend.py: stats (R 4.2.2), metafor 3.8-1
library(metafor)

d <- data.frame(
  org = rep(letters[1:6], each = 5), year = rep(2017:2021, 6),
  n = c(62, 70, 55, 81, 90, 2669, 2700, 2650, 2900, 3010, 3, 0, 1, 0, 0, 0, 0, 0, 2, 5, 140, 150, 149, NA, 180, 20, 31, 25, 30, 28),
  e = c(rep(1, 14), 0.5, rep(1, 15))
)
d <- d[!is.na(d$n), ]
slopes <- t(sapply(split(d, d$org), function(one) {
  y <- one$n
  repeat { # Firth for a canonical link: counts plus half their leverage
    fit <- suppressWarnings(glm(y ~ year, poisson, one, offset = log(e), control = list(epsilon = 1e-14, maxit = 200)))
    before <- y
    y <- one$n + hatvalues(fit) / 2
    if (max(abs(y - before)) < 1e-12) break
  }
  # information at the slope for the counts as they are: n × variance of the year
  p <- fitted(fit) / sum(fitted(fit))
  c(coef(fit)[2], 1 / (sum(one$n) * (sum(p * one$year^2) - sum(p * one$year)^2)))
}))
print(slopes, digits = 9)
m <- rma(slopes[, 1], slopes[, 2], method = "PM", test = "adhoc", control = list(tol = 1e-12))
cat(sprintf("%.7f", exp(c(m$b, m$ci.lb, m$ci.ub))), "\n")

weight <- (slopes[, 2] / (slopes[, 2] + m$tau2))[d$org]
two <- glm(n ~ org + factor(year), poisson, d, offset = log(e), weights = weight, control = list(epsilon = 1e-14))
at <- grep("year", names(coef(two)))
x <- 2017:2021 - 2019
line <- summary(lm(c(0, coef(two)[at]) ~ x))$coefficients[2, 1:2]
pois <- sqrt(drop((x[-1] / 10) %*% vcov(two)[at, at] %*% (x[-1] / 10)))
cat(sprintf("%.7f", exp(line[1] + c(0, -1, 1) * qt(0.975, 3) * line[2])), "poisson se", sprintf("%.8f", pois), "\n")
