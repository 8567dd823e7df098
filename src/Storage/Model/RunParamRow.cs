namespace TrainingService.Storage.Model;

/// <summary>A row of `run_params`: a value of a run's resolved spec, so that runs are found by it without reading specs. Written with the run, never changed.</summary>
public sealed class RunParamRow
{
    public Guid RunId { get; set; }

    /// <summary>Its path with dots. Values in lists are there twice: by their place (`model.layers.0.units`) and, each once, by `*`.</summary>
    public required string Name { get; set; }

    /// <summary>0 but for the values of a path with `*`, which are counted.</summary>
    public int Position { get; set; }

    /// <summary>The value, if it is a number.</summary>
    public double? Number { get; set; }

    /// <summary>The value as the spec writes it; long ones are cut.</summary>
    public required string Text { get; set; }
}
