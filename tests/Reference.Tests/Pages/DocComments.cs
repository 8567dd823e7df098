using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TrainingService.Contracts.Specs;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>The doc comments of Contracts as Markdown, from the XML file that the compiler wrote beside the assembly.</summary>
internal static partial class DocComments
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(typeof(RunSpec).Assembly.Location, ".xml")).Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>What a type is.</summary>
    public static string Of(Type type) => Summary($"T:{type.FullName}");

    /// <summary>What a member of a record is; a member that overrides another one without a comment has that one's.</summary>
    public static string Of(PropertyInfo property)
    {
        for (var type = property.DeclaringType; type is not null; type = type.BaseType)
        {
            if (Summary($"P:{type.FullName}.{property.Name}") is { Length: > 0 } text) return text;
        }

        return "";
    }

    /// <summary>What one value of an enum is.</summary>
    public static string Of(Type type, string value) => Summary($"F:{type.FullName}.{value}");

    private static string Summary(string name)
    {
        if (!Members.TryGetValue(name, out var member)) return "";
        var text = new StringBuilder();
        foreach (var part in member.Elements().Where(element => element.Name.LocalName is "summary" or "remarks")) Append(text, part);
        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words: text.Append(words.Value); break;
                case XElement { Name.LocalName: "see" or "seealso" } see: text.Append(Reference(see)); break;
                case XElement { Name.LocalName: "paramref" } parameter: text.Append('`').Append(Name(parameter.Attribute("name")!.Value)).Append('`'); break;
                case XElement { Name.LocalName: "em" or "i" } stressed: text.Append('*').Append(stressed.Value).Append('*'); break;
                case XElement { Name.LocalName: "c" } code: text.Append('`').Append(code.Value).Append('`'); break;
                case XElement other: Append(text, other); break;
            }
        }

        text.Append(' ');
    }

    private static string Reference(XElement see)
    {
        if (see.Attribute("href") is { } link) return $"[{(see.Value.Length > 0 ? see.Value : link.Value)}]({link.Value})";
        var target = (see.Attribute("cref") ?? see.Attribute("langword"))?.Value ?? "";
        return $"`{Name(target[(target.LastIndexOf('.') + 1)..])}`";
    }

    private static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
