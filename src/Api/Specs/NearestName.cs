namespace TrainingService.Api.Specs;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The known name within a third of the given one's length in edits (insert, delete, replace), or null.</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        var best = known.Select(name => (Name: name, Distance: Distance(given, name))).OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Min(given.Length, 30) / 3) ? best.Name : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= Math.Min(a.Length, 100); i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + same));
            }
        }

        return row[b.Length];
    }
}
