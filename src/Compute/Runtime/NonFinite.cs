namespace TrainingService.Compute.Runtime;

/// <summary>Where the first value that is not finite appeared.</summary>
internal enum NonFiniteKind
{
    /// <summary>Nowhere: a second run of the step found none.</summary>
    None,

    /// <summary>In the data.</summary>
    Input,

    /// <summary>In a weight, before the step.</summary>
    Parameter,

    /// <summary>In a layer's output.</summary>
    Forward,

    /// <summary>In the loss.</summary>
    Loss,

    /// <summary>In a gradient.</summary>
    Backward,
}

/// <summary>Where the first value that is not finite appeared.</summary>
/// <param name="Kind">In what.</param>
/// <param name="Index">The field of the data, the parameter, or the layer.</param>
/// <param name="Row">The row within the batch, for the data.</param>
internal readonly record struct NonFinite(NonFiniteKind Kind, int Index = -1, int Row = -1);
