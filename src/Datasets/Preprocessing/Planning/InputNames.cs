using System.Text;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>Names of inputs made from names of columns.</summary>
internal static class InputNames
{
    private const int Longest = 64;

    /// <summary>The column's name with everything but letters, digits, _ and - replaced.</summary>
    public static string Of(string column, int number)
    {
        var name = new StringBuilder();
        foreach (var c in column.Take(Longest)) name.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        return name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_') ? $"input_{number}" : name.ToString();
    }
}
