namespace TrainingService.Compute.Ops.Resampling;

/// <summary>Which cells of one axis make up a cell of another.</summary>
public enum AxisMapKind
{
    /// <summary>i takes cell ⌊i · input / output⌋.</summary>
    Nearest,

    /// <summary>
    /// Linear between the two cells around (i + ½) · input / output - ½, cells being points in the middle of equal stretches (half-pixel centres);
    /// at the ends the last cell alone.
    /// </summary>
    Linear,

    /// <summary>Linear between the two cells around i · (input - 1) / (output - 1): the first and last cells of both axes coincide (aligned corners).</summary>
    LinearAligned,

    /// <summary>i takes cell i + <see cref="AxisMap.Offset"/>; none, hence 0, where there is no such cell.</summary>
    Shift,
}

/// <summary>A sparse matrix M [output, input] along one axis of an image. Equal by content.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Input">Cells of the axis the rule reads.</param>
/// <param name="Output">Cells of the axis it makes.</param>
/// <param name="Offset">For <see cref="AxisMapKind.Shift"/>.</param>
/// <param name="IsTransposed">Whether Mᵀ is meant: from <paramref name="Output"/> cells back to <paramref name="Input"/>.</param>
public readonly record struct AxisMap(AxisMapKind Kind, int Input, int Output, int Offset = 0, bool IsTransposed = false)
{
    /// <summary>The map that leaves an axis as it is.</summary>
    public static AxisMap Identity(int size) => new(AxisMapKind.Shift, size, size);

    /// <summary>Mᵀ.</summary>
    public AxisMap Transpose => this with { IsTransposed = !IsTransposed };

    /// <summary>For each cell made, the cells it is made of with their weights, in order.</summary>
    public IReadOnlyList<IReadOnlyList<(int Cell, double Weight)>> Rows()
    {
        var map = this;
        IReadOnlyList<(int Cell, double Weight)>[] rows = [.. Enumerable.Range(0, Output).Select(i => map.RowOf(i))];
        if (!IsTransposed) return rows;
        var columns = Enumerable.Range(0, Input).Select(_ => new List<(int, double)>()).ToArray();
        foreach (var (i, row) in rows.Index())
        {
            foreach (var (cell, weight) in row) columns[cell].Add((i, weight));
        }

        return columns;
    }

    private IReadOnlyList<(int Cell, double Weight)> RowOf(int i) => Kind switch
    {
        AxisMapKind.Nearest => [((int)((long)i * Input / Output), 1)],
        AxisMapKind.Linear => Between(((i + 0.5) * Input / Output) - 0.5),
        AxisMapKind.LinearAligned => Between(Output == 1 ? 0 : (double)i * (Input - 1) / (Output - 1)),
        _ => i + Offset >= 0 && i + Offset < Input ? [(i + Offset, 1)] : [],
    };

    private IReadOnlyList<(int Cell, double Weight)> Between(double place)
    {
        place = Math.Clamp(place, 0, Input - 1);
        var below = (int)Math.Min(place, Math.Max(Input - 2, 0));
        var share = place - below;
        return share == 0 ? [(below, 1)] : share == 1 ? [(below + 1, 1)] : [(below, 1 - share), (below + 1, share)];
    }
}
