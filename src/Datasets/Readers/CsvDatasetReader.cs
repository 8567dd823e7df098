using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Readers;

/// <summary>Tables, and images written as tables: one row each, numbers as they are, the target in one column.</summary>
internal static class CsvDatasetReader
{
    public static DatasetContent Read(string folder, DatasetManifest manifest)
    {
        var training = CsvTable.Read(Path.Combine(folder, manifest.Training.Features), manifest.TargetColumn);
        var test = CsvTable.Read(Path.Combine(folder, manifest.Test.Features), manifest.TargetColumn);
        if (!training.Columns.SequenceEqual(test.Columns) || training.TargetColumn != test.TargetColumn)
        {
            throw new InvalidDataException($"{test.File}, row 1: the columns differ from those of {training.File}.");
        }

        if (training.Columns.Count != manifest.FeatureCount)
        {
            throw new InvalidDataException($"{training.File}, row 1: {training.Columns.Count} input columns, expected {manifest.FeatureCount} for [{string.Join(", ", manifest.InputShape)}].");
        }

        var columns = manifest.InputShape.Count == 1 ? training.Columns : null;
        return manifest.Target == TargetKind.Class ? Classes(manifest, columns, training, test) : Numbers(manifest, columns, training, test);
    }

    /// <summary>Classes are the different texts of the training part in ordinal order, so that labels do not depend on the order of rows.</summary>
    private static DatasetContent Classes(DatasetManifest manifest, IReadOnlyList<string>? columns, CsvTable training, CsvTable test)
    {
        string[] classes = [.. training.Targets.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.Length < 2) throw new InvalidDataException($"{training.File}, column {training.TargetColumn}: at least two classes are needed.");
        var numbers = classes.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        var schema = new DataSchema(manifest.InputShape, TargetKind.Class, classes.Length);
        return new DatasetContent(schema, columns, classes, Labelled(training, numbers), Labelled(test, numbers));
    }

    private static DataPart Labelled(CsvTable table, Dictionary<string, int> numbers)
    {
        var labels = new int[table.Targets.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = numbers.TryGetValue(table.Targets[row], out var label) ? label
                : throw new InvalidDataException($"{table.Place(row, table.TargetColumn)}: class \"{table.Targets[row]}\" is not in the training part.");
        }

        return DataPart.FromFloats(table.Features, labels);
    }

    private static DatasetContent Numbers(DatasetManifest manifest, IReadOnlyList<string>? columns, CsvTable training, CsvTable test) =>
        new(new DataSchema(manifest.InputShape, TargetKind.Numbers, 1), columns, null, Measured(training), Measured(test));

    private static DataPart Measured(CsvTable table)
    {
        var targets = new float[table.Targets.Count];
        for (var row = 0; row < targets.Length; row++)
        {
            if (!CsvTable.TryParse(table.Targets[row], out targets[row]))
            {
                throw new InvalidDataException($"{table.Place(row, table.TargetColumn)}: \"{table.Targets[row]}\" is not a finite number.");
            }
        }

        return DataPart.FromFloats(targets.Length, table.Features, targets);
    }
}
