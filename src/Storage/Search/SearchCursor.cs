using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Json;

namespace TrainingService.Storage.Search;

/// <summary>Where a page of a list ended: the keys and id of its last run, bound to the filter and order it was made with.</summary>
/// <param name="Mark">Of filter and order.</param>
/// <param name="Values">Its value of each sort key.</param>
/// <param name="Id">Its id.</param>
internal sealed record SearchCursor(string Mark, IReadOnlyList<CursorValue> Values, Guid Id)
{
    private const int MaxLength = 4096;

    /// <summary>What binds a cursor to its list.</summary>
    public static string MarkOf(string filter, string sort) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{filter}\n{sort}")).AsSpan(0, 8));

    /// <summary>An opaque word for URLs.</summary>
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Options));

    /// <exception cref="FormatException">It is no cursor, or one of another list.</exception>
    public static SearchCursor Decode(string text, string mark)
    {
        SearchCursor? cursor = null;
        if (text.Length <= MaxLength && Base64Url.IsValid(text))
        {
            try
            {
                cursor = JsonSerializer.Deserialize<SearchCursor>(Base64Url.DecodeFromChars(text), ContractsJson.Options);
            }
            catch (JsonException)
            {
                // Not one of ours: said below.
            }
        }

        if (cursor is not { Values: not null, Mark: not null })
        {
            throw new FormatException("This is not a cursor of this list: pass `next_cursor` as it came, or none for the first page.");
        }

        if (cursor.Mark != mark) throw new FormatException("The cursor belongs to a list with another filter or order: start again without a cursor.");
        if (cursor.Values.Any(value => value.Time is < 0 or > 253_402_300_799_999_999)) throw new FormatException("This is not a cursor of this list.");
        return cursor;
    }
}
