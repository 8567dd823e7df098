namespace TrainingService.Compute.Graphs;

/// <summary>Names a value of a graph.</summary>
/// <param name="Index">Its place in <see cref="Graph.Values"/>.</param>
public readonly record struct ValueId(int Index);

/// <summary>What a value is for, which decides where it lives.</summary>
public enum ValueKind
{
    /// <summary>A batch of rows, filled before each step.</summary>
    Input,

    /// <summary>The targets of a batch (labels as int32, or numbers), filled before each step.</summary>
    Target,

    /// <summary>A trainable parameter; lives as long as the run.</summary>
    Parameter,

    /// <summary>A non-trainable parameter (running statistics): as an input of a node its present value, as an output its new one, written in place.</summary>
    State,

    /// <summary>The gradient of a parameter.</summary>
    ParameterGradient,

    /// <summary>Anything computed within a step.</summary>
    Intermediate,

    /// <summary>Read by the host after a step: losses and predictions per row.</summary>
    Output,
}

/// <summary>How a value's elements are stored. Both take 4 bytes.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single.</summary>
    Float32,

    /// <summary>Signed integer: class labels and predictions.</summary>
    Int32,
}

/// <summary>A value of a graph: static shape, no data.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Shape">Its sizes, batch first where it has one.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Element">How elements are stored.</param>
/// <param name="Parameter">For parameters and their gradients: the parameter's number in the network, the same in every graph of it; else -1.</param>
public sealed record Value(ValueId Id, Shape Shape, ValueKind Kind, ElementType Element = ElementType.Float32, int Parameter = -1);
