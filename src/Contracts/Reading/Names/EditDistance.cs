namespace TrainingService.Contracts.Reading.Names;

/// <summary>Damerau-Levenshtein distance in its optimal-string-alignment form: insert, delete, replace, swap neighbours.</summary>
internal static class EditDistance
{
    public static int Between(string a, string b)
    {
        var older = new int[b.Length + 1];
        var old = new int[b.Length + 1];
        var now = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) old[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = old[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                now[j] = Math.Min(replace, Math.Min(old[j], now[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = Math.Min(now[j], older[j - 2] + 1);
            }

            (older, old, now) = (old, now, older);
        }

        return old[b.Length];
    }
}
