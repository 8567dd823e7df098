namespace TrainingService.Contracts.Specs.Initializers;

/// <summary>Uniform in ±√(3 / fan_in): variance 1 / fan_in (LeCun et al. 1998, "Efficient BackProp").</summary>
public sealed record LecunUniformInitializer : InitializerSpec;

/// <summary>Normal with variance 1 / fan_in (LeCun et al. 1998; what self-normalizing networks need, Klambauer et al. 2017).</summary>
public sealed record LecunNormalInitializer : InitializerSpec;
