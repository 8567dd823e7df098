namespace TrainingService.Compute.Backends;

/// <summary>What the host sets before each batch: where the rows of a part lie and which of them are wanted.</summary>
public unsafe struct BatchSource
{
    /// <summary>The batch's rows, as many as the plan's batch.</summary>
    public int* Rows;

    /// <summary>One for each field of the schema.</summary>
    public FieldSource* Fields;
}

/// <summary>Where one field's values lie.</summary>
public unsafe struct FieldSource
{
    /// <summary>Values of all rows, as the field's kind says.</summary>
    public void* Values;

    /// <summary>Real steps of each row (int32), or null.</summary>
    public int* Lengths;

    /// <summary>Factors.</summary>
    public float* Scale;

    /// <summary>Added after scaling.</summary>
    public float* Shift;

    /// <summary>Number of factors: 1, the last dimension, or all values of a row. They repeat.</summary>
    public int Factors;
}
