using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Sums up one score batch by batch, in double precision and in order: the same bits however many threads computed them.</summary>
internal interface IScore
{
    /// <summary>Counts a batch.</summary>
    void Add(in BatchResult batch);

    /// <summary>Puts its values into a dictionary, each name with the prefix before it.</summary>
    void Report(string prefix, IDictionary<string, double> metrics);

    /// <summary>Back to nothing.</summary>
    void Clear();

    /// <summary>Writes the state.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Restore(BinaryReader reader);
}

/// <summary>What scores know of the output they judge.</summary>
/// <param name="Target">The field it is compared with.</param>
/// <param name="Loss">Its loss: says when an output means yes.</param>
/// <param name="Outputs">Numbers per row that the network gives.</param>
/// <param name="RowsPerSample">Rows (positions) for each row of data.</param>
/// <param name="Scaling">How targets were scaled for the network.</param>
internal sealed record ScoredOutput(FieldSchema Target, LossSpec Loss, int Outputs, int RowsPerSample, FieldScaling Scaling)
{
    /// <summary>How numbers got here from the unit of the data, undone; null when they were only scaled.</summary>
    public FieldUnit? Unit { get; init; }

    /// <summary>One of a row's numbers in the unit of the data.</summary>
    public double InUnit(double value, int output)
    {
        var unscaled = (value - ShiftOf(output)) / ScaleOf(output);
        return Unit is null ? unscaled : Unit(unscaled, output);
    }

    /// <summary>Whether targets are labels.</summary>
    public bool HasLabels => Target.IsInteger;

    /// <summary>Whether each output is a decision of its own: predictions are then numbers of right outputs.</summary>
    public bool IsMultiLabel { get; } = Outputs > 1 && (Loss is BinaryCrossEntropyLoss
        || (!Target.IsInteger && Loss is FocalLoss or LogLoss or ExponentialLoss or HingeLoss or SquaredHingeLoss));

    /// <summary>Whether one output decides between two classes.</summary>
    public bool IsOneDecision => Outputs == 1 && Specs.LossFactory.IsBinary(Loss);

    /// <summary>Above it an output says yes.</summary>
    public float Threshold => Loss is BinaryCrossEntropyLoss { FromLogits: false } ? 0.5f : 0;

    /// <summary>Classes that decisions are between, or labels of multi-label.</summary>
    public int Classes => HasLabels && !IsMultiLabel ? Math.Max(Target.Classes, 2) : IsMultiLabel ? Outputs : 2;

    /// <summary>Factor of one of a row's targets.</summary>
    public float ScaleOf(int output) => Scaling.Scale[output % Scaling.Scale.Length];

    /// <summary>Shift of one of a row's targets.</summary>
    public float ShiftOf(int output) => Scaling.Shift[output % Scaling.Shift.Length];
}
