using TrainingService.Compute.Data;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Training;

/// <summary>Factors by class that make every class count the same, from the labels of the rows trained on.</summary>
internal static class BalancedClasses
{
    /// <summary>Sets the factors of an objective that asks for balanced ones: labels / (classes · labels of the class); 0 for a class without any.</summary>
    public static unsafe void Learn(Objective objective, DataSchema schema, DataPart part, ReadOnlySpan<int> rows)
    {
        if (objective.Balanced is not { } factors) return;
        var field = schema.Fields[objective.Target];
        var labels = (int*)part.Fields[objective.Target].Values;
        var counts = new long[field.Classes];
        foreach (var row in rows)
        {
            for (var position = 0; position < field.Count; position++)
            {
                var label = labels[(long)row * field.Count + position];
                if (label >= 0) counts[label]++;
            }
        }

        var present = counts.Count(count => count > 0);
        factors.Values = [.. counts.Select(count => count == 0 ? 0 : (float)((double)counts.Sum() / ((double)present * count)))];
        GC.KeepAlive(part);
    }
}
