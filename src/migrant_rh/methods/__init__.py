"""Formulas: arrays in, frozen results out; numpy and scipy only.

A result that lacks numbers says why, in ``unavailable`` or, for a fit, in its status; a caller's
mistake is a ValueError. Missing values are left out by the caller.

========================  =========================================================================
Tables of counts
---------------------------------------------------------------------------------------------------
``contingency``           Pearson, Yates, likelihood ratio, linear trend
``trend``                 Cochran-Armitage
``fisher``                Fisher's exact test and conditional odds ratio
``stratified``            Cochran-Mantel-Haenszel, Mantel-Haenszel odds ratio, Breslow-Day
``generalised_cmh``       Cochran-Mantel-Haenszel tests of r×c tables
``paired``                McNemar, difference of paired proportions
``marginal_homogeneity``  Bowker, Stuart-Maxwell, Bhapkar, Cochran's Q
``agreement``             kappa
``proportions``           one proportion
``two_proportions``       difference, ratio, odds ratio
Groups compared
---------------------------------------------------------------------------------------------------
``continuous``            mean, standard deviation, quartiles
``means``                 t, one-way analysis of variance
``ranks``                 Wilcoxon, Kruskal-Wallis
``standardised``          standardised mean differences
Clusters
---------------------------------------------------------------------------------------------------
``icc``                   intracluster correlation, design effect
``marginal_icc``          the same by estimating equations
``autocorrelation``       how alike clusters, and persons, stay between waves
``rao_scott``             chi-square of persons in clusters
``donner_klar``           chi-square of arms of clusters
``clustered_pairs``       McNemar's test for pairs in clusters
``cluster_changes``       one number a cluster, adjusted or not
``adjusted_changes``      what a cluster contributes to the score of a model
``cluster_level``         arms compared by one number a cluster
``permutation``           arms compared by the allocations that could have been (`allocations`)
``joint_permutation``     several outcomes compared so at once
``score_permutation``     a model's effect tested so, with its interval
Models
---------------------------------------------------------------------------------------------------
``gee``                   marginal models by estimating equations
``sandwich``              covariances for few clusters
``effects``               standardised proportions and their differences
``standard_population``   whom these are meant for
``number_needed``         persons for one more event
``gsk``                   weighted least squares of Grizzle, Starmer and Koch
========================  =========================================================================
"""
