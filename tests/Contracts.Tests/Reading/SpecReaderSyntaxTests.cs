using System.Diagnostics;
using System.Text;
using TrainingService.Contracts.Reading;

namespace TrainingService.Contracts.Tests.Reading;

public sealed class SpecReaderSyntaxTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("  \n", "empty")]
    [InlineData("{\n  \"seed\": NaN }", "Line 2, column 11: NaN is not JSON")]
    [InlineData("{\"seed\": -Infinity }", "-Infinity is not JSON")]
    [InlineData("{\"seed\": True }", "True is not JSON")]
    [InlineData("{'seed': 1 }", "single quotes")]
    [InlineData("{\"seed\": 1, }", "comma")]
    [InlineData("{\"seed\": 1 // one\n}", "comments")]
    [InlineData("{\"seed\": 1", "ends too early")]
    [InlineData("{\"seed\": 1} {}", "Line 1, column 13")]
    [InlineData("{\"näme\": 1 x}", "Line 1, column 12")]
    [InlineData("{\"name\": \"\\ud800\"}", "surrogate")]
    public void Text_that_is_no_JSON_gives_one_error_with_its_place(string text, string says)
    {
        var reading = Specs.Read(text);
        var error = Assert.Single(reading.Errors);
        Assert.False(reading.IsJson);
        Assert.Null(reading.Spec);
        Assert.Equal(("#", "invalid_json"), (error.Pointer, error.Code));
        Assert.Contains(says, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_an_error() =>
        Assert.Contains("UTF-8", Assert.Single(SpecReader.Read(new byte[] { (byte)'{', 0xff, 0xfe, (byte)'}' }).Errors).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("\"adam\"")]
    public void JSON_that_is_no_object_is_a_wrong_type(string text)
    {
        var reading = Specs.Read(text);
        Assert.True(reading.IsJson);
        Assert.Null(reading.Spec);
        Assert.Equal(("#", "wrong_type"), (Assert.Single(reading.Errors).Pointer, reading.Errors[0].Code));
    }

    [Theory]
    [InlineData("[", 10_000)]
    [InlineData("{\"a\":", 10_000)]
    [InlineData("[", 65)]
    public void Nesting_too_deep_is_named_as_such(string open, int depth) =>
        Assert.Equal("too_deep", Specs.OnlyError(string.Concat(Enumerable.Repeat(open, depth))).Code);

    public static TheoryData<string, string> LargeBodies => new()
    {
        { "layers", Specs.With(string.Join(',', Enumerable.Repeat("\"flatten\"", 500_000))) },
        { "few layers", Specs.With(string.Join(',', Enumerable.Repeat($"\"{new string('x', 20)}\"", 200_000))) },
        { "members", Specs.With(more: string.Join(',', Enumerable.Range(0, 240_000).Select(i => $"\"a_member_no_{i}\":1"))) },
        { "a name", Specs.With(more: $"\"name\":\"{new string('n', 5_000_000)}\"") },
        { "objects", Specs.With(more: $"\"tags\":[{string.Join(',', Enumerable.Repeat("{}", 1_600_000))}]") },
        { "errors", Specs.With(string.Join(',', Enumerable.Repeat("{\"type\":\"conv2d\",\"kernel_size\":[],\"stride\":0,\"dilation\":\"x\",\"padding\":-1," + Members(200), 1000))) },
        { "nesting", new string('[', 5_000_000) },
    };

    [Theory]
    [MemberData(nameof(LargeBodies), DisableDiscoveryEnumeration = true)]
    public void Five_megabytes_are_refused_in_time_that_grows_with_their_length_only(string what, string body)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.NotEmpty(SpecReader.Read(Encoding.UTF8.GetBytes(body)).Errors);

        // About 0.1 s on an idle core. Work that grows with the square of the length would take minutes; a busy machine does not.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), what);
    }

    private static string Members(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"strides{i}\":{i}")) + "}";
}
