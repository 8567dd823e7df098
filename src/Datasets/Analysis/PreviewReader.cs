using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis;

/// <summary>Rows of a stored version as the wire shows them.</summary>
public static class PreviewReader
{
    private const int MostLetters = 500;
    private const int MostNumbers = 16;

    /// <summary>Rows of a part, as many as there are from <paramref name="firstRow"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such part.</exception>
    public static DatasetPreview Read(StoredVersion version, string part, long firstRow = 0, int rows = 20)
    {
        ArgumentNullException.ThrowIfNull(version);
        var stored = version.Part(part);
        var columns = version.Header.Columns;
        var cells = new List<IReadOnlyList<JsonElement>>();
        for (var row = Math.Max(0, firstRow); row < stored.Rows
            && row < firstRow + rows; row++) cells.Add([.. columns.Select(column => Cell(stored.Column(column.Name), row))]);
        return new DatasetPreview { Part = part, FirstRow = firstRow, Columns = [.. columns.Select(column => column.Name)], Rows = cells };
    }

    /// <summary>One value.</summary>
    internal static JsonElement Cell(StoredColumn column, long row) => column.Info.Type switch
    {
        _ when column.IsMissing(row) => Json<object?>(null),
        ColumnType.Text => Json(Cut(column.ReadText(row)!)),
        ColumnType.Category => Json(column.Info.Classes![Code(column, row)]),
        ColumnType.Boolean => Json(Code(column, row) == 1),
        ColumnType.Time => Json(Time(column, row)),
        ColumnType.Image or ColumnType.Mask => Size(column, row),
        ColumnType.Boxes => Boxes(column, row),
        ColumnType.Tensor => Json(Numbers(column, row, (int)(column.RowBytes / ColumnFiles.Width(column.Info.Storage)))[..MostOf(column)]),
        _ => Json(Numbers(column, row, 1)[0]),
    };

    private static int MostOf(StoredColumn column) => (int)Math.Min(MostNumbers, column.RowBytes / ColumnFiles.Width(column.Info.Storage));

    private static string Cut(string text) => text.Length <= MostLetters ? text : text[..MostLetters] + "…";

    private static int Code(StoredColumn column, long row)
    {
        Span<int> code = stackalloc int[1];
        column.ReadCodes(row, code);
        return code[0];
    }

    private static string Time(StoredColumn column, long row)
    {
        Span<long> time = stackalloc long[1];
        column.ReadTimes(row, time);
        return Times.ToText(time[0]);
    }

    private static double[] Numbers(StoredColumn column, long row, int count)
    {
        var numbers = new double[count];
        column.ReadNumbers(row, numbers);
        return numbers;
    }

    private static JsonElement Size(StoredColumn column, long row)
    {
        var (height, width, channels) = column.Info.Shape is [var rows, var columns] ? (rows, columns, 1) : column.ImageSize(row);
        return Json(new { height, width, channels });
    }

    private static JsonElement Boxes(StoredColumn column, long row)
    {
        var boxes = new List<object[]>();
        foreach (var box in column.ReadBoxes(row)) boxes.Add([box.X, box.Y, box.Width, box.Height, column.Info.Classes![(int)box.Class]]);
        return Json(boxes);
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, ContractsJson.Options);
}
