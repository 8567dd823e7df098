using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>The largest networks that are accepted. Checked in 64 bits before anything is allocated.</summary>
internal static class ComputeLimits
{
    /// <summary>Numbers in one parameter: offsets into one are 32 bits in the kernels.</summary>
    public const long ParameterCount = 1L << 30;

    /// <summary>Numbers in one row of a layer's output.</summary>
    public const long RowCount = 1L << 28;

    /// <summary>Bytes a run may take: four fifths of what this machine (or its container) has.</summary>
    public static long MemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 4;

    /// <summary>Whether a layer's output and parameters are within the limits; reports otherwise.</summary>
    public static bool Allows(IReadOnlyList<int> output, LayerScope scope)
    {
        var row = output.Aggregate(1.0, (product, size) => product * size);
        if (row > RowCount)
        {
            scope.Error(null, "too_large", $"One row of output would be {Shapes.Text(output)}: {row:N0} numbers.", $"at most {RowCount:N0}");
            return false;
        }

        foreach (var parameter in scope.Added)
        {
            var count = parameter.Shape.Aggregate(1.0, (product, size) => product * size);
            if (count <= ParameterCount) continue;
            scope.Error(null, "too_large", $"{parameter.Name} would be {Shapes.Text(parameter.Shape)}: {count:N0} parameters.", $"at most {ParameterCount:N0}");
            return false;
        }

        return true;
    }

    /// <summary>Reports a plan that does not fit in memory.</summary>
    public static bool AllowsMemory(MemoryReport memory, ICollection<SpecError> errors)
    {
        if (memory.Total <= MemoryBytes) return true;
        errors.Add(new SpecError(
            "#/model",
            "too_large",
            $"Training would take {memory.Total:N0} bytes ({memory.Parameters:N0} for parameters, {memory.Activations:N0} for activations).",
            $"at most {MemoryBytes:N0} bytes on this machine: a smaller network or batch_size"));
        return false;
    }
}
