using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WeatherKd.Local.Hosting;
using WeatherKd.Settings;

namespace WeatherKd.Local.Tests;

/// <summary>
/// The tables of <c>docs/configuration.md</c>, from the options themselves: names, defaults and ranges by reflection, meanings from their
/// documentation.
/// </summary>
internal static partial class ConfigurationPage
{
    private static readonly Dictionary<string, Dictionary<string, XElement>> Documents = new(StringComparer.Ordinal);

    /// <summary>Writes a heading and a table for each section.</summary>
    public static string Write(IEnumerable<SettingsSection> sections)
    {
        var page = new StringBuilder();
        foreach (var section in sections.GroupBy(s => s.Name, StringComparer.Ordinal).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n");
            page.Append(
                CultureInfo.InvariantCulture,
                $"{StandsInHeading().Replace(Plain(Summary($"T:{section.First().Type.FullName}", section.First().Type.Assembly)!), string.Empty)}\n\n");
            page.Append("| name | default | range | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var setting in section.SelectMany(Setting.Of))
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{section.Key}:{setting.Name}` | {Default(section.Key, setting)} | {SettingRange.Of(setting.Property)} | "
                    + $"{Meaning(setting)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Default(string section, Setting setting)
    {
        var text = setting.Default switch
        {
            null or "" => "–",
            TimeSpan time => SettingRange.Format(time),
            bool truth => truth ? "true" : "false",
            System.Collections.IEnumerable list and not string =>
                string.Join(", ", list.Cast<object>()) is { Length: > 0 } joined ? joined : "–",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return HostSettings.Defaults.TryGetValue($"{section}:{setting.Name}", out var local)
            ? $"{text} (embedded host {SettingRange.Format(TimeSpan.Parse(local!, CultureInfo.InvariantCulture))})"
            : text;
    }

    private static string Meaning(Setting setting)
    {
        var type = setting.Property.DeclaringType!;
        var text = Summary($"P:{type.FullName}.{setting.Property.Name}", type.Assembly)
            ?? Members(type.Assembly).First(m => m.Key.StartsWith($"T:{type.FullName}", StringComparison.Ordinal)).Value
                .Elements("param").First(p => p.Attribute("name")!.Value == setting.Property.Name);
        return StandsInTable().Replace(Plain(text), string.Empty).Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static XElement? Summary(string member, Assembly assembly) => Members(assembly).GetValueOrDefault(member)?.Element("summary");

    private static Dictionary<string, XElement> Members(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        return Documents.TryGetValue(path, out var read)
            ? read
            : Documents[path] = XDocument.Load(path)
                .Descendants("member")
                .ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    private static string Plain(XElement element) => Blanks().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        XElement code => $"`{code.Value}`",
        _ => string.Empty,
    })), " ").Trim();

    /// <summary>"Default 24, range 1–240." and "Configuration section Api." say what the columns and the headings say.</summary>
    [GeneratedRegex(
        @"(Default [^.:;(]*(\.\d[^.:;(]*)?, range [^.:;]*(\.\d[^.:;]*)*|Default [\w−.]+( \w+)?|Range [^.:;]*(\.\d[^.:;]*)*)\.( |$)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex StandsInTable();

    [GeneratedRegex(@" (Configuration s|S)ection `\w+`\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StandsInHeading();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
