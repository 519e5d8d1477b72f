"""How wrong steps move θ on steps.py's tape: {step function: {id of the mistake: [moves in units of lr]}}.

Written by `python -m autograder release`, never by hand.
"""

import numpy as np

TAPES = {
    "sgd_step": {
        "it-has-momentum": [
            (1, 1e-07, 2.9, -2.1e-07, 1.61, 1.1e-08),
        ],
        "only-the-sign-of-the-gradient-counts": [
            (1, 1, 1, -1, -1, 1),
        ],
        "the-gradient-is-scaled-to-length-1": [
            (1, 1e-07, 1, -1.5e-07, -1, 2e-07),
        ],
        "lr-shrinks-from-step-to-step": [
            (1, 1e-07, 1.4142, -2.1213e-07, -0.57735, 1.1547e-07),
        ],
        "the-old-theta-is-returned": [
            (0, 0, 0, 0, 0, 0),
        ],
        "the-step-is-returned-in-place-of-the-new-theta": [
            (3, 2, 1, -4e-07, -3, 5e-07),
            (1, 2, -1, 4e-07, 3, -5e-07),
        ],
    },
    "momentum_step": {
        "the-velocity-is-an-average-not-a-sum": [
            (0.1, 1e-08, 0.29, -2.1e-08, 0.161, 1.1e-09),
        ],
        "only-a-part-of-the-first-gradient-counts": [
            (0.1, 1e-08, 2.09, -2.91e-07, 0.881, -6.19e-08),
        ],
        "only-the-first-gradient-counts-in-full": [
            (1, 1e-07, 1.1, 6e-08, 0.89, 7.4e-08),
        ],
        "it-is-nesterov-s-momentum": [
            (1.9, 1.9e-07, 4.61, -4.89e-07, 0.449, 2.099e-07),
        ],
        "momentum-multiplies-the-gradient": [
            (0.9, 9e-08, 2.7, -1.8e-07, 1.8, 0),
        ],
        "the-velocity-never-fades": [
            (1, 1e-07, 3, -2e-07, 2, 0),
        ],
        "the-old-velocity-moves-theta": [
            (0, 0, 1, 1e-07, 2.9, -2.1e-07),
        ],
        "the-velocity-starts-at-1": [
            (1.9, 0.9, 3.71, 0.81, 2.339, 0.729),
        ],
        "the-first-gradient-counts-twice": [
            (1.9, 1.9e-07, 3.71, -1.29e-07, 2.339, 8.39e-08),
        ],
        "momentum-multiplies-the-new-gradient-too": [
            (0.9, 9e-08, 2.61, -1.89e-07, 1.449, 9.9e-09),
        ],
        "momentum-and-1-momentum-are-swapped": [
            (0.9, 9e-08, 1.89, -2.61e-07, -0.711, 1.539e-07),
        ],
        "the-gradient-counts-twice": [
            (2, 2e-07, 4.9, -5.1e-07, 0.61, 2.11e-07),
        ],
        "the-velocity-turns-against-the-gradient": [
            (-1, -1e-07, -1.1, 3.9e-07, 1.99, -5.51e-07),
        ],
        "the-gradient-is-handed-on-not-the-velocity": [
            (1, 1e-07, 2.9, -2.1e-07, 0.8, -7e-08),
        ],
    },
    "adagrad_step": {
        "s-is-a-fading-average-as-in-rmsprop": [
            (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178),
            (10, 5, 8.9532, -7.2103, -4.103, 4.2311),
        ],
        "s-is-an-average-over-the-steps": [
            (1, 0.90909, 1.2649, -1.2842, -0.70711, 0.88486),
        ],
        "s-adds-up-the-size-g-not-g2": [
            (1, 0.00031622, 1.1547, -0.00047433, -0.5, 0.0002582),
        ],
        "s-adds-up-g-and-no-root-is-taken": [
            (1, 0.90909, 0.66667, -0.73171, -0.25, 0.32787),
        ],
        "the-root-is-kept-in-place-of-s": [
            (1, 0.90909, 0.89443, -0.00094865, -0.55589, 1.1247e-05),
        ],
        "s-adds-up-g-not-g2": [
            (1, 0.00031622, 1.1547, np.nan, -0.70711, np.nan),
        ],
        "one-s-serves-all-the-coordinates": [
            (1, 1e-07, 0.89443, -1.3416e-07, -0.40825, 8.165e-08),
            (1.4142, 1.4142e-07, 1.2649, -1.8974e-07, -0.57735, 1.1547e-07),
        ],
        "the-root-is-missing": [
            (1, 10, 0.4, -30, -0.16667, 20),
        ],
        "the-old-s-divides-the-gradient": [
            (1e08, 10, 2, -2.7273, -0.44721, 0.61307),
        ],
        "the-gradient-itself-is-not-in-the-step": [
            (1, 9.0909e06, 0.44721, 3.0653e06, 0.40825, 2.603e06),
        ],
        "s-is-not-used": [
            (1, 1e-07, 2, -3e-07, -1, 2e-07),
        ],
        "epsilon-stands-under-the-root": [
            (1, 0.001, 0.89443, -0.003, -0.40825, 0.002),
        ],
        "epsilon-is-not-used": [
            (1, 1, 0.89443, -0.94868, -0.40825, 0.53452),
        ],
        "epsilon-piles-up-in-s": [
            (1, 0.001, 0.89443, -0.0021213, -0.40825, 0.0011547),
        ],
    },
    "rmsprop_step": {
        "decay-and-1-decay-are-swapped": [
            (1.005, 0.91325, 1.0038, -0.97194, -0.98547, 0.94685),
        ],
        "s-adds-up-as-in-adagrad": [
            (1, 0.90909, 0.89443, -0.9196, -0.40825, 0.52061),
        ],
        "g2-enters-with-its-full-weight": [
            (1, 0.90909, 0.89532, -0.92005, -0.4103, 0.52261),
        ],
        "s-is-bias-corrected-as-in-adam": [
            (1, 0.90909, 1.263, -1.2817, -0.70711, 0.88396),
        ],
        "s-starts-as-the-first-g2": [
            (1, 0.90909, 1.9707, -2.6334, -0.98547, 1.7343),
        ],
        "s-starts-at-1": [
            (1, 1.005e-07, 1.9707, -3.0303e-07, -0.98547, 2.0304e-07),
        ],
        "s-averages-the-size-g-not-g2": [
            (10, 0.0031613, 11.566, -0.0047486, -5.0251, 0.0025925),
        ],
        "s-averages-g-and-no-root-is-taken": [
            (100, 9.0909, 66.89, -21.444, -25.252, 12.539),
        ],
        "the-root-is-kept-in-place-of-s": [
            (10, 5, 5.3644, -0.0030148, -1.6241, 2.0151e-05),
        ],
        "decay-is-fixed-at-0-9": [
            (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178),
        ],
        "s-averages-g-not-g2": [
            (10, 0.0031613, 11.566, np.nan, -7.1427, np.nan),
        ],
        "s-averages-g-and-its-size-is-taken-for-a-root": [
            (100, 9.0909, 66.89, -24.979, -51.018, 19.98),
        ],
        "the-gradient-itself-is-not-in-the-step": [
            (10, 5e07, 4.4766, 2.4034e07, 4.103, 2.1155e07),
        ],
        "one-s-serves-all-the-coordinates": [
            (10, 1e-06, 8.9532, -1.343e-06, -4.103, 8.206e-07),
            (14.142, 1.4142e-06, 12.662, -1.8993e-06, -5.8025, 1.1605e-06),
        ],
        "the-root-is-missing": [
            (100, 10, 40.08, -30, -16.835, 20),
        ],
        "the-old-s-divides-the-gradient": [
            (1e08, 10, 20, -15, -4.4766, 4.8069),
            (10, 5, 20, -15, -4.4766, 4.8069),
        ],
        "epsilon-stands-under-the-root": [
            (10, 0.001, 8.9532, -0.003, -4.103, 0.002),
        ],
        "epsilon-is-not-used": [
            (10, 10, 8.9532, -9.4916, -4.103, 5.3663),
        ],
    },
    "adam_step": {
        "no-moment-is-bias-corrected": [
            (3.1623, 0.75975, 4.1016, -1.05, 2.0795, 0.050395),
        ],
        "v-is-not-bias-corrected": [
            (31.623, 7.5975, 21.588, -5.5265, 7.6736, 0.18596),
        ],
        "m-is-not-bias-corrected": [
            (0.1, 0.090909, 0.18338, -0.089877, 0.11384, 0.0048662),
        ],
        "only-the-first-step-is-bias-corrected": [
            (1, 0.90909, 4.1016, -1.05, 2.0795, 0.050395),
        ],
        "both-corrections-use-beta-2": [
            (100, 90.909, 91.738, -44.961, 37.986, 1.6237),
        ],
        "both-corrections-use-beta-1": [
            (10, 5, 9.4098, -3.3553, 3.9947, 0.12405),
        ],
        "the-correction-is-1-beta-t-not-a-power": [
            (1, 0.90909, np.nan, np.nan, np.nan, np.nan),
            (1, 0.90909, 21.566, -5.5237, 10.844, 0.22097),
        ],
        "the-correction-multiplies-where-it-should-divide": [
            (9.9999, 0.09901, 17.43, -0.38192, 10.294, 0.027997),
        ],
        "t-runs-one-ahead": [
            (0.74414, 0.65196, 0.82857, -0.40222, 0.38215, 0.016224),
        ],
        "t-is-0-at-the-first-step": [
            (np.nan, np.nan, np.nan, np.nan, np.nan, np.nan),
            (3.1623, 0.75975, 1.297, -0.64375, 0.48935, 0.021088),
        ],
        "t-is-1-at-every-step": [
            (1, 0.90909, 1.297, -0.64375, 0.65761, 0.028644),
        ],
        "t-is-raised-by-2-each-step": [
            (1, 0.90909, 0.82857, -0.40222, 0.35872, 0.015139),
            (0.74414, 0.65196, 0.75375, -0.36299, 0.34335, 0.014413),
        ],
        "only-t-is-carried-over": [
            (1, 0.90909, 0.74414, -0.71065, -0.63881, 0.58792),
        ],
        "m-is-not-carried-over": [
            (1, 0.90909, 0.66564, -0.67577, -0.26093, 0.32648),
        ],
        "v-is-not-carried-over": [
            (1, 0.90909, 1.079, -0.49745, 1.0285, 0.032336),
        ],
        "the-old-m-moves-theta": [
            (0, 0, 0.33282, 0.22526, 0.75668, -0.34281),
        ],
        "the-old-v-divides-the-step": [
            (1e08, 10, 2.158, -1.3691, 0.46, 0.021069),
        ],
        "the-old-m-and-v-make-the-step": [
            (0, 0, 0.74414, 0.65196, 0.82857, -0.40222),
        ],
        "the-corrected-moments-are-carried-over": [
            (1, 0.90909, 0.25846, 0.14001, 0.046112, 0.027374),
        ],
        "beta-1-and-beta-2-are-swapped": [
            (1, 0.90909, 0.93421, -0.42012, 0.47137, 0.00014632),
        ],
        "one-beta-serves-both-averages": [
            (1, 0.90909, 0.95044, -0.46388, 0.42048, 0.017782),
        ],
        "it-is-rmsprop": [
            (31.623, 7.5975, 28.287, -15, -12.916, 9.1627),
        ],
        "g-stands-where-m-should": [
            (1, 0.90909, 1.2647, -1.284, -0.70711, 0.88477),
        ],
        "g-enters-m-with-its-full-weight": [
            (10, 9.0909, 9.6518, -4.7304, 4.2009, 0.17957),
        ],
        "g2-enters-v-with-its-full-weight": [
            (0.031623, 0.031523, 0.030522, -0.015606, 0.013284, 0.00059325),
        ],
        "g-and-g2-enter-with-their-full-weight": [
            (0.31623, 0.31523, 0.30522, -0.15606, 0.13284, 0.0059325),
        ],
        "m-looks-one-step-ahead-as-nesterov-s-does": [
            (1.9, 1.7273, 1.5343, -1.1015, 0.11716, 0.34264),
        ],
        "m-and-v-start-as-the-first-g-and-g2": [
            (1, 0.90909, 1.0984, 0.54348, 0.88867, 0.66939),
            (0.31623, 0.31523, 0.25846, 0.14001, 0.17952, 0.14787),
        ],
        "v-never-falls-as-in-amsgrad": [
            (1, 0.90909, 0.96518, -0.47304, 0.37568, 0.017372),
        ],
        "v-is-the-largest-g-as-in-adamax": [
            (1, 0.90909, 0.76316, -0.35654, 0.29735, 0.013106),
        ],
        "the-root-is-kept-in-place-of-v": [
            (1, 0.90909, 0.36173, -8.792e-05, 0.074719, 2.9655e-08),
            (0.031623, 0.031523, 0.016173, -3.9309e-06, 0.0040905, 1.6234e-09),
        ],
        "v-averages-g-not-g2": [
            (1, 0.00031622, 1.2461, np.nan, 0.72798, np.nan),
        ],
        "v-averages-the-size-g-not-g2": [
            (1, 0.00031622, 1.2461, -0.00024711, 0.5145, 9.0753e-06),
        ],
        "v-averages-m2-not-g2": [
            (10, 5, 7.0352, -4.1788, 2.97, 0.17315),
        ],
        "one-v-serves-all-the-coordinates": [
            (1, 1e-07, 0.96518, -6.9892e-08, 0.42009, 2.8702e-09),
            (1.4142, 1.4142e-07, 1.365, -9.8843e-08, 0.5941, 4.059e-09),
        ],
        "the-root-is-missing": [
            (1, 10, 0.61034, -11.053, 0.29705, 0.4059),
        ],
        "epsilon-stands-under-the-root": [
            (1, 0.001, 0.96518, -0.0011053, 0.42009, 4.059e-05),
        ],
        "epsilon-is-not-used": [
            (1, 1, 0.96518, -0.49419, 0.42009, 0.018788),
        ],
        "epsilon-is-added-before-v-is-corrected": [
            (1, 0.24025, 0.96518, -0.24709, 0.42009, 0.01018),
        ],
    },
}
