namespace TrainingService.Compute.Diagnosis;

/// <summary>The losses of a run's epochs: what a diagnosis is made from. Kept in checkpoints.</summary>
internal sealed class LossCurves
{
    private readonly List<double> training = [];
    private readonly List<double> validation = [];

    /// <summary>Training loss by epoch.</summary>
    public IReadOnlyList<double> Training => training;

    /// <summary>Validation loss by epoch; empty when nothing is held out.</summary>
    public IReadOnlyList<double> Validation => validation;

    /// <summary>The epoch of the lowest loss over held-out rows, or over those trained on when none are held out; 0 before the first.</summary>
    public int BestEpoch
    {
        get
        {
            var curve = validation.Count > 0 ? validation : training;
            return curve.Count == 0 ? 0 : 1 + curve.IndexOf(curve.Min());
        }
    }

    /// <summary>Takes an epoch.</summary>
    public LossCurves Add(double loss, double? valLoss = null)
    {
        training.Add(loss);
        if (valLoss is { } held) validation.Add(held);
        return this;
    }

    /// <summary>Writes the state.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (var curve in new[] { training, validation })
        {
            writer.Write(curve.Count);
            foreach (var loss in curve) writer.Write(loss);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        foreach (var curve in new[] { training, validation })
        {
            curve.Clear();
            for (var left = reader.ReadInt32(); left > 0; left--) curve.Add(reader.ReadDouble());
        }
    }
}
