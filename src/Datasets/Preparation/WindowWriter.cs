using System.Runtime.InteropServices;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Splits;

namespace TrainingService.Datasets.Preparation;

/// <summary>
/// Windows over series. A window is what lies before its last known step, and belongs to the part in which all its predicted steps lie; none spans two
/// series or two stored parts.
/// </summary>
internal sealed class WindowWriter(DataPlan plan, StoredVersion version, string folder, CancellationToken cancellation)
{
    private const string PartName = "windows";
    private readonly int lags = plan.Spec.Windows!.Lags;
    private readonly int horizon = plan.Spec.Windows!.Horizon;

    private enum Use : byte
    {
        None,
        Training,
        Validation,
        Test,
    }

    /// <summary>How many windows each part has, and the first that is trained on, prepared; no others are.</summary>
    public static PreparedLook Look(DataPlan plan, StoredVersion version, FittedPreprocessing fitted, RowSplit split)
    {
        var writer = new WindowWriter(plan, version, "", default);
        var (order, windows) = writer.Find(split);
        int CountOf(Use use) => windows.Count(window => window.Use == use);
        var first = windows.First(window => window.Use == Use.Training).Place;
        return new PreparedLook(CountOf(Use.Training), CountOf(Use.Validation), CountOf(Use.Test), [
            writer.Sample((FittedWindows)fitted.Inputs[0], order.AsSpan(first, writer.lags)),
            writer.Sample((FittedWindows)fitted.Targets[0], order.AsSpan(first + writer.lags, writer.horizon)),
        ]);
    }

    /// <summary>All steps in order, and where the windows of a held-out part begin in it; none when the part has none.</summary>
    public static (int[] Order, int[] Places) PlacesOf(DataPlan plan, StoredVersion version, RowSplit split, bool isTest)
    {
        if ((isTest ? split.Test : split.Validation).Length == 0) return ([], []);
        var use = isTest ? Use.Test : Use.Validation;
        var (order, windows) = new WindowWriter(plan, version, "", default).Find(split);
        return (order, [.. windows.Where(window => window.Use == use).Select(window => window.Place)]);
    }

    public PreparedManifest Write(FittedPreprocessing fitted, RowSplit split)
    {
        var (order, windows) = Find(split);
        var steps = Table(((FittedWindows)fitted.Inputs[0]).Table, order);
        var ahead = Table(((FittedWindows)fitted.Targets[0]).Table, order);
        var fields = new[]
        {
            WriteField("00", windows, fitted.Inputs[0], steps, offset: 0),
            WriteField("01", windows, fitted.Targets[0], ahead, offset: lags),
        };
        return new PreparedManifest
        {
            Fitted = fitted,
            Parts = [new ManifestPart(PartName, windows.Count, fields)],
            Training = Rows(windows, Use.Training)!,
            Validation = Rows(windows, Use.Validation),
            Test = Rows(windows, Use.Test),
        };
    }

    /// <summary>A window made of its steps' rows one by one.</summary>
    private SampleField Sample(FittedWindows field, ReadOnlySpan<int> rows)
    {
        var (width, bytes) = ((int)field.Table.RowBytes, new byte[field.RowBytes]);
        var ranges = SplitSource.Ranges(version);
        for (var step = 0; step < rows.Length; step++)
        {
            var row = rows[step];
            var (part, range) = ranges.First(pair => row < pair.Value.End && row >= pair.Value.First);
            field.Table.Encode(new StoredRows(version.Part(part)), row - range.First, 1, bytes.AsSpan(step * width, width), []);
        }

        return SampleRow.Of(field, bytes, null);
    }

    private (int[] Order, List<(int Place, Use Use)> Windows) Find(RowSplit split)
    {
        var uses = Uses(split);
        var order = Order(out var starts);
        var windows = Find(order, starts, uses);
        foreach (var (use, pointer) in new[] { (Use.Training, "#/dataset/windows"), (Use.Validation, "#/dataset/validation"), (Use.Test, "#/dataset/test") })
        {
            if (windows.All(window => window.Use != use) && (use == Use.Training || uses.Contains(use)))
            {
                throw new DatasetSpecException([new SpecError(
                    pointer, "empty", $"No window of {lags} lags and {horizon} predicted steps fits into the {use.ToString().ToLowerInvariant()} part.",
                    "fewer lags, a shorter horizon, or a larger part")]);
            }
        }

        return (order, windows);
    }

    private ManifestRows? Rows(List<(int Place, Use Use)> windows, Use use)
    {
        int[] rows = [.. windows.Select((window, i) => (window.Use, i)).Where(pair => pair.Use == use).Select(pair => pair.i)];
        return rows.Length == 0 ? null : new ManifestRows(PartName, rows.Length, RowsFile.Write(folder, use.ToString().ToLowerInvariant(), rows));
    }

    private ManifestField WriteField(string name, List<(int Place, Use Use)> windows, FittedField field, byte[] table, int offset)
    {
        var width = (int)((FittedWindows)field).Table.RowBytes;
        var bytes = (int)field.RowBytes;
        using var writer = new FieldFileWriter(folder, $"{PartName}.{name}", windows.Count, bytes, hasLengths: false);
        writer.Write(
            (first, count, values, _) =>
            {
                for (var i = 0; i < count; i++) table.AsSpan((windows[first + i].Place + offset) * width, bytes).CopyTo(values[(i * bytes)..]);
            },
            cancellation);
        return writer.Finish();
    }

    private Use[] Uses(RowSplit split)
    {
        var uses = new Use[SplitSource.Ranges(version).Values.Max(range => range.End)];
        foreach (var row in split.Training) uses[row] = Use.Training;
        foreach (var row in split.Validation) uses[row] = Use.Validation;
        foreach (var row in split.Test) uses[row] = Use.Test;
        return uses;
    }

    /// <summary>All steps, series after series, each in the order of time; with the places where series begin.</summary>
    private int[] Order(out HashSet<int> starts)
    {
        var order = new List<int>();
        starts = [];
        var first = 0;
        foreach (var part in version.Parts.Select(part => new StoredRows(part)))
        {
            var times = plan.Spec.Windows!.Time is { } time ? Numbers(part, time) : null;
            var series = plan.Spec.Windows.Series is { } column ? part.ReadCategories(column, 0, part.Rows).Codes : null;
            int[] rows = [.. Enumerable.Range(0, part.Rows).OrderBy(row => series?[row] ?? 0).ThenBy(row => times?[row] ?? row)];
            for (var i = 0; i < rows.Length; i++)
            {
                if (i == 0 || (series is not null && series[rows[i]] != series[rows[i - 1]])) starts.Add(order.Count);
                order.Add(first + rows[i]);
            }

            first += part.Rows;
        }

        return [.. order];
    }

    private static double[] Numbers(StoredRows part, string column)
    {
        var numbers = new double[part.Rows];
        part.ReadNumbers(column, 0, numbers);
        return numbers;
    }

    /// <summary>Windows by the place of their first step. In training every stride-th is taken, counted from each series' first.</summary>
    private List<(int Place, Use Use)> Find(int[] order, HashSet<int> starts, Use[] uses)
    {
        var windows = new List<(int, Use)>();
        var start = 0;
        for (var place = 0; place + lags + horizon <= order.Length; place++)
        {
            if (starts.Contains(place)) start = place;
            var crosses = false;
            for (var i = 1; i < lags + horizon && !crosses; i++) crosses = starts.Contains(place + i);
            if (crosses) continue;
            var use = uses[order[place + lags]];
            for (var i = 1; i < horizon; i++)
            {
                if (uses[order[place + lags + i]] != use) use = Use.None;
            }

            if (use == Use.None || (use == Use.Training && (place - start) % plan.Spec.Windows!.Stride != 0)) continue;
            windows.Add((place, use));
        }

        return windows;
    }

    /// <summary>The prepared steps in order: some numbers each, small beside the windows made of them.</summary>
    private byte[] Table(FittedNumbers table, int[] order)
    {
        var width = (int)table.RowBytes;
        var stored = new byte[(long)order.Length * width];
        var first = 0;
        foreach (var part in version.Parts.Select(part => new StoredRows(part)))
        {
            table.Encode(part, 0, part.Rows, stored.AsSpan(first * width, part.Rows * width), []);
            first += part.Rows;
        }

        if (MemoryMarshal.Cast<byte, float>(stored).ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) throw Missing(table);
        var sorted = new byte[stored.Length];
        for (var i = 0; i < order.Length; i++) stored.AsSpan(order[i] * width, width).CopyTo(sorted.AsSpan(i * width));
        return sorted;
    }

    private static DatasetSpecException Missing(FittedNumbers table) => new([new SpecError(
        "#/dataset/preprocessing", "missing_values", $"The series has missing or infinite numbers in {string.Join(", ", table.SourceColumns)}.",
        "an impute step that names the columns, targets included")]);
}
