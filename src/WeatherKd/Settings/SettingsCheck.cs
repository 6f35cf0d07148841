using Microsoft.Extensions.Configuration;

namespace WeatherKd.Settings;

/// <summary>
/// Checks a whole configuration before a service starts: every name below a known section, every value's form and range. What is checked
/// here is read in other places, some of it hours later.
/// </summary>
public sealed class SettingsCheck(IEnumerable<SettingsSection> sections)
{
    private readonly SettingsSection[] _sections = [.. sections];

    /// <summary>Checks a configuration.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="ours">
    /// The part that is WeatherKd's alone, such as the variables with its prefix, where a name of no section is a mistake; null for none.
    /// </param>
    /// <param name="others">Sections of that part that somebody else reads.</param>
    /// <exception cref="SettingsException">Something cannot be used.</exception>
    public void Run(IConfiguration configuration, IConfiguration? ours = null, IReadOnlyCollection<string>? others = null)
    {
        List<string> problems =
        [
            .. (ours?.GetChildren() ?? [])
                .Where(c => others?.Contains(c.Key, StringComparer.OrdinalIgnoreCase) != true)
                .SelectMany(Unknown),
            .. _sections.GroupBy(s => s.Name, StringComparer.Ordinal)
                .SelectMany(same => SettingsReading.Problems(configuration.GetSection(same.Key), [.. same])),
        ];
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }
    }

    private IEnumerable<string> Unknown(IConfigurationSection child)
    {
        if (_sections.Any(s => s.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
        {
            if (child.Value is not null)
            {
                yield return $"{child.Key} is a section and no setting; its settings are "
                    + $"{child.Key}:{string.Join($", {child.Key}:", Names(child.Key))}";
            }

            yield break;
        }

        var given = child.Value is not null ? child.Key : Leaf(child).Path;
        var near = NearNames.Nearest(given, _sections.SelectMany(s => Names(s.Name).Select(n => $"{s.Name}:{n}")))
            ?? NearNames.Nearest(child.Key, _sections.Select(s => s.Name));
        yield return $"there is no setting {given}" + (near is null
            ? $"; the sections are {string.Join(", ", _sections.Select(s => s.Name).Distinct())}"
            : $"; the nearest is {near}");
    }

    private IEnumerable<string> Names(string section) => _sections
        .Where(s => s.Name.Equals(section, StringComparison.OrdinalIgnoreCase)).SelectMany(s => Setting.Of(s)).Select(s => s.Name);

    private static IConfigurationSection Leaf(IConfigurationSection section)
    {
        while (section.GetChildren().FirstOrDefault() is { } child)
        {
            section = child;
        }

        return section;
    }
}
