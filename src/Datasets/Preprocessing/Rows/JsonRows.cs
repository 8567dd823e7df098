using System.Globalization;
using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;

namespace TrainingService.Datasets.Preprocessing.Rows;

/// <summary>Rows sent for a prediction: objects with the columns' names. What is wrong in them is collected, each with a pointer.</summary>
internal sealed class JsonRows : IRowSource
{
    private const long MostPixels = 50_000_000;
    private readonly IReadOnlyList<JsonElement> rows;
    private readonly IReadOnlyDictionary<string, ColumnType> types;
    private readonly List<SpecError> errors;
    private readonly string pointer;

    /// <param name="rows">The rows.</param>
    /// <param name="types">The columns that are read, with their types.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <param name="pointer">Where the rows are in what was sent.</param>
    public JsonRows(IReadOnlyList<JsonElement> rows, IReadOnlyDictionary<string, ColumnType> types, List<SpecError> errors, string pointer = "#/rows")
    {
        (this.rows, this.types, this.errors, this.pointer) = (rows, types, errors, pointer);
        for (var i = 0; i < rows.Count; i++) CheckMembers(i);
    }

    public int Rows => rows.Count;

    public void ReadNumbers(string column, int first, Span<double> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = Number(column, first + i, Cell(column, first + i));
    }

    public CategoryChunk ReadCategories(string column, int first, int count)
    {
        var texts = new string?[count];
        for (var i = 0; i < count; i++) texts[i] = ReadText(column, first + i);
        return CategoryNames.Of(texts);
    }

    public string? ReadText(string column, int row) => Cell(column, row) is not { } cell ? null : cell.ValueKind switch
    {
        JsonValueKind.String => cell.GetString(),
        JsonValueKind.Number => CategoryNames.Of(cell.GetDouble()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => Refuse<string?>(column, row, "text", null),
    };

    public ImagePixels ReadImage(string column, int row)
    {
        if (Cell(column, row) is { ValueKind: JsonValueKind.String } text) return ReadFile(column, row, text);
        if (Cell(column, row) is not { ValueKind: JsonValueKind.Array } cell) return Refuse(column, row);
        var (shape, values) = Nested(cell);
        if (shape.Length == 2) shape = [.. shape, 1];
        if (shape.Length != 3 || values is null || values.Exists(value => value is < 0 or > 255)) return Refuse(column, row);
        return new ImagePixels(shape[0], shape[1], shape[2], values.ConvertAll(value => (byte)value).ToArray());
    }

    public void ReadTensor(string column, int row, Span<float> destination)
    {
        destination.Clear();
        var values = Cell(column, row) is { ValueKind: JsonValueKind.Array } cell ? Nested(cell).Values : null;
        if (values is null || values.Count != destination.Length) Refuse(column, row, $"nested arrays of {destination.Length} numbers", 0);
        else for (var i = 0; i < values.Count; i++) destination[i] = (float)values[i];
    }

    public IReadOnlyList<Box> ReadBoxes(string column, int row) => [];

    /// <summary>The steps of one row whose columns are arrays: a row per step.</summary>
    public JsonRows Steps(int row, int steps)
    {
        var list = new List<JsonElement>();
        for (var step = 0; step < steps; step++)
        {
            var members = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
            foreach (var column in types.Keys)
            {
                var cell = Cell(column, row);
                if (cell is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == steps) members[column] = array[step];
                else if (step == 0) Refuse(column, row, $"an array of {steps} numbers, the oldest first", 0);
            }

            list.Add(JsonSerializer.SerializeToElement(members));
        }

        return new JsonRows(list, types, errors, $"{pointer}/{row}");
    }

    private void CheckMembers(int row)
    {
        if (rows[row].ValueKind != JsonValueKind.Object)
        {
            errors.Add(new SpecError($"{pointer}/{row}", "wrong_type", "A row is an object with the columns' names.", $"an object with {string.Join(", ", types.Keys)}"));
            return;
        }

        foreach (var member in rows[row].EnumerateObject().Where(member => !types.ContainsKey(member.Name)))
        {
            errors.Add(new SpecError(
                $"{pointer}/{row}/{member.Name}", "unknown_member", $"The model reads no column \"{member.Name}\".", $"one of {string.Join(", ", types.Keys)}",
                Suggest.Nearest(member.Name, types.Keys.ToArray())));
        }
    }

    private JsonElement? Cell(string column, int row) =>
        rows[row].ValueKind == JsonValueKind.Object && rows[row].TryGetProperty(column, out var cell) && cell.ValueKind != JsonValueKind.Null ? cell : null;

    private double Number(string column, int row, JsonElement? given)
    {
        if (given is not { } cell) return double.NaN;
        var isTime = types[column] == ColumnType.Time;
        return cell.ValueKind switch
        {
            JsonValueKind.Number => cell.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String when isTime && DateTimeOffset.TryParse(cell.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
                (time - DateTimeOffset.UnixEpoch).TotalSeconds,
            JsonValueKind.String when double.TryParse(cell.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => Refuse(column, row, isTime ? "a time such as \"2024-05-01T12:00:00Z\"" : "a number", double.NaN),
        };
    }

    /// <summary>An image file in base64. Its size is looked at before anything is decoded.</summary>
    private ImagePixels ReadFile(string column, int row, JsonElement text)
    {
        try
        {
            if (!text.TryGetBytesFromBase64(out var file)) return Refuse(column, row);
            var info = ImageDecoder.ReadInfo(file);
            if ((long)info.Height * info.Width > MostPixels)
            {
                Refuse(column, row, $"an image of at most {MostPixels:N0} pixels", 0);
                return new ImagePixels(0, 0, 0, []);
            }

            var image = ImageDecoder.Decode(file, info.Channels);
            return new ImagePixels(image.Height, image.Width, image.Channels, image.Pixels);
        }
        catch (InvalidDataException)
        {
            return Refuse(column, row);
        }
    }

    private ImagePixels Refuse(string column, int row)
    {
        Refuse(column, row, "nested arrays [height][width][channels] of 0 to 255, or base64 of a PNG, JPEG or WebP file", 0);
        return new ImagePixels(0, 0, 0, []);
    }

    private T Refuse<T>(string column, int row, string expected, T instead)
    {
        errors.Add(new SpecError($"{pointer}/{row}/{column}", "wrong_type", $"The value of \"{column}\" in row {row} can't be read.", expected));
        return instead;
    }

    /// <summary>The shape and all numbers of nested arrays; no numbers when they are ragged or hold anything else.</summary>
    private static (int[] Shape, List<double>? Values) Nested(JsonElement array)
    {
        var shape = new List<int>();
        for (var inner = array; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            shape.Add(inner.GetArrayLength());
            if (shape[^1] == 0) return ([.. shape], null);
        }

        var values = new List<double>();
        return Flatten(array, 0, shape, values) ? ([.. shape], values) : ([.. shape], null);
    }

    private static bool Flatten(JsonElement json, int depth, List<int> shape, List<double> values)
    {
        if (depth == shape.Count)
        {
            if (json.ValueKind != JsonValueKind.Number) return false;
            values.Add(json.GetDouble());
            return true;
        }

        return json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == shape[depth] && json.EnumerateArray().All(item => Flatten(item, depth + 1, shape, values));
    }
}
