# Reference values of tests/models/test_gamma_poisson.py (funnel): stats, R 4.2.2
for (target in c(100, 2000)) print(qnbinom(c(0.025, 0.975), size = 1 / 0.0225, mu = target))
