namespace TrainingService.Contracts.Specs.Losses;

/// <summary>
/// Logistic loss of a margin: log(1 + e^(-y z)), averaged over the outputs; y = +1 for class 1 (or positive numbers), -1 otherwise. The same as
/// binary_cross_entropy from logits, in the form for labels -1 and +1. With several classes each output is its class against the rest.
/// </summary>
public sealed record LogLoss : LossSpec;

/// <summary>Exponential loss of a margin (AdaBoost): e^(-y z), averaged over the outputs; y as in log_loss.</summary>
public sealed record ExponentialLoss : LossSpec;

/// <summary>Hinge loss (support vector machines): max(0, 1 - y z), averaged over the outputs; y as in log_loss.</summary>
public sealed record HingeLoss : LossSpec;

/// <summary>Squared hinge loss: max(0, 1 - y z)², averaged over the outputs; y as in log_loss.</summary>
public sealed record SquaredHingeLoss : LossSpec;

/// <summary>Multi-class hinge loss (Crammer and Singer 2001): max(0, 1 + the largest z of a wrong class - z of the right class). Class labels.</summary>
public sealed record MulticlassHingeLoss : LossSpec;
