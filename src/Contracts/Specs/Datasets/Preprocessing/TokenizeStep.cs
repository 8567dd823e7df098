using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets.Preprocessing;

/// <summary>
/// Text to ids: [length] integers, padded with 0, and the number of tokens. The vocabulary is learned from the rows trained on. Ids 0 to 3 are padding,
/// unknown, begin and end of the text. As the target of another text: the input `decoder` is begin and the target's tokens, the labels are the target's
/// tokens and end, and padding has the label -1.
/// </summary>
public sealed record TokenizeStep : PreprocessingSpec
{
    /// <summary>
    /// What a token is: a `char` (Unicode code point), a `word`, or `bpe` (byte-pair encoding, Gage 1994, Sennrich et al. 2016, over UTF-8 bytes:
    /// never unknown). Default word.
    /// </summary>
    [DefaultValue(TokenLevel.Word)]
    public TokenLevel Level { get; init; } = TokenLevel.Word;

    /// <summary>How words are parted: `unicode` (runs of letters, marks and digits; every other visible character is a word) or `whitespace`. Default unicode.</summary>
    [DefaultValue(WordSplit.Unicode)]
    public WordSplit Split { get; init; } = WordSplit.Unicode;

    /// <summary>Ids at most, the four special ones included; the most frequent are kept. For bpe at least 260. Default 8192.</summary>
    [Range(5, 1_000_000)]
    [DefaultValue(8192)]
    public int VocabularySize { get; init; } = 8192;

    /// <summary>Times a token (bpe: a pair) must occur to be kept. Default 1; for bpe 2.</summary>
    [Range(1, 1_000_000_000)]
    public int? MinCount { get; init; }

    /// <summary>Turn text into lower case first (Unicode, invariant culture). Default false.</summary>
    [DefaultValue(false)]
    public bool LowerCase { get; init; }

    /// <summary>Tokens per row; longer texts lose their end. Default: the longest of the rows trained on, at most 512.</summary>
    [Range(1, 65_536)]
    public int? Length { get; init; }
}

/// <summary>What a token is.</summary>
public enum TokenLevel
{
    /// <summary>A Unicode code point.</summary>
    Char,

    /// <summary>A word.</summary>
    Word,

    /// <summary>A piece learned by byte-pair encoding.</summary>
    Bpe,
}

/// <summary>How words are parted.</summary>
public enum WordSplit
{
    /// <summary>By Unicode categories.</summary>
    Unicode,

    /// <summary>By white space.</summary>
    Whitespace,
}
