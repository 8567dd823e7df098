using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Compute.Training;

/// <summary>The bias of an LSTM [i, f, g, o]: the forget gate's part starts at a value of its own. Made from the layer's `forget_bias`; specs cannot name it.</summary>
/// <param name="Bias">The forget gate's.</param>
/// <param name="Others">How the other parts start.</param>
internal sealed record ForgetGateInitializer(double Bias, InitializerSpec Others) : InitializerSpec;
