namespace TrainingService.Compute.Ops.Losses;

/// <summary>Mean over the n outputs of (z - t)².</summary>
public sealed record MeanSquaredErrorOp(bool WithGradient) : LossOp(WithGradient);

/// <summary>Mean over the n outputs of |z - t|; slope 0 at 0.</summary>
public sealed record MeanAbsoluteErrorOp(bool WithGradient) : LossOp(WithGradient);

/// <summary>Mean over the n outputs of d² / 2 where |d| ≤ δ, else δ (|d| - δ / 2), d = z - t.</summary>
public sealed record HuberOp(float Delta, bool WithGradient) : LossOp(WithGradient);

/// <summary>Mean over the n outputs of log cosh d = |d| + log(1 + e^(-2 |d|)) - log 2, d = z - t.</summary>
public sealed record LogCoshOp(bool WithGradient) : LossOp(WithGradient);
