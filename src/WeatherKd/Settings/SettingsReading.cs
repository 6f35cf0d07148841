using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace WeatherKd.Settings;

/// <summary>
/// Reads a section as its options, and says of each value that cannot be used what it is, what was given and what is allowed.
/// </summary>
public static class SettingsReading
{
    /// <summary>What is wrong with options; empty where nothing is.</summary>
    /// <param name="options">The options.</param>
    /// <param name="name">A setting's name as its reader wrote it, from its name below the section.</param>
    public static IReadOnlyList<string> Problems(object options, Func<string, string> name) => [.. OutOfRange(options, string.Empty, name)];

    /// <summary>Throws where options are not in their ranges.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">Their section.</param>
    /// <exception cref="SettingsException">A setting is outside its range.</exception>
    public static void Require(object options, string section)
    {
        if (Problems(options, name => $"{section}:{name}") is { Count: > 0 } problems)
        {
            throw new SettingsException(problems);
        }
    }

    /// <summary>What is wrong with a section; several types may share it.</summary>
    internal static IReadOnlyList<string> Problems(IConfigurationSection section, IReadOnlyList<SettingsSection> types)
    {
        List<string> unread = [.. section.GetChildren().SelectMany(child => Read(child, types))];
        if (unread.Count > 0)
        {
            return unread;
        }

        return [.. types
            .Where(t => t.Type.GetConstructor(Type.EmptyTypes) is not null)
            .SelectMany(t => OutOfRange(section.Get(t.Type) ?? Setting.Example(t.Type)!, string.Empty, name => $"{section.Path}:{name}"))];
    }

    private static IEnumerable<string> Read(IConfigurationSection child, IReadOnlyList<SettingsSection> types)
    {
        if (types.Any(t => t.Others.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            return [];
        }

        return types.SelectMany(t => Setting.Properties(t.Type)).FirstOrDefault(p => Is(p.Name, child)) is { } property
            ? Unreadable(child, property.PropertyType, SettingRange.Of(property))
            : [Unknown(child, types.SelectMany(t => Setting.Of(t).Select(s => s.Name.Split(':')[0]).Concat(t.Others)))];
    }

    private static IEnumerable<string> Unreadable(IConfigurationSection given, Type type, string range)
    {
        if (Setting.ElementOf(type) is { } element)
        {
            return given.Value is { Length: > 0 } text
                ? [$"{given.Path} is '{text}'; it is a list, whose first value is {given.Path}:0"]
                : given.GetChildren().SelectMany(c => Unreadable(c, element, SettingRange.Of(element)));
        }

        if (!Setting.IsSimple(type))
        {
            return given.Value is { Length: > 0 } text
                ? [$"{given.Path} is '{text}'; its settings lie below it, as {given.Path}:{Setting.Properties(type).First().Name}"]
                : Missing(given, type).Concat(given.GetChildren().SelectMany(c => Setting.Properties(type)
                    .FirstOrDefault(p => Is(p.Name, c)) is { } property
                    ? Unreadable(c, property.PropertyType, SettingRange.Of(property))
                    : [Unknown(c, Setting.Properties(type).Select(p => p.Name))]));
        }

        return given.GetChildren()
            .Any() ? [$"{given.Path} is one value and has nothing below it, but {given.GetChildren().First().Path} was given"]
            : Converts(given.Value, type) ? [] : [$"{given.Path} is '{given.Value}'; it must be {Form(type, range)}"];
    }

    /// <summary>What a record cannot be made without; the binder passes over one that is not whole.</summary>
    private static IEnumerable<string> Missing(IConfigurationSection given, Type type) => type.GetConstructor(Type.EmptyTypes) is not null
        ? []
        : type.GetConstructors()[0].GetParameters()
            .Where(p => !p.HasDefaultValue && !given.GetChildren().Any(c => Is(p.Name!, c)))
            .Select(p => $"{given.Path}:{p.Name} is missing; it must be {SettingRange.Of(type.GetProperty(p.Name!)!)}");

    /// <summary>A time without a colon is read as days; nobody who writes 30 means that many.</summary>
    private static bool Converts(string? text, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (string.IsNullOrEmpty(text))
        {
            return plain == typeof(string) || plain != type || !type.IsValueType;
        }

        try
        {
            var value = TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(text);
            return value switch
            {
                TimeSpan => text.Contains(':', StringComparison.Ordinal) || text.Trim() == "0",
                Uri uri => uri.IsAbsoluteUri,
                Enum named => Enum.IsDefined(plain, named),
                _ => true,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Form(Type type, string range)
    {
        var form = SettingRange.Of(type);
        return form == range ? range : $"{form}, {range}";
    }

    private static string Unknown(IConfigurationSection given, IEnumerable<string> names)
    {
        var known = names.Distinct(StringComparer.Ordinal).ToList();
        var parent = given.Path[..^given.Key.Length];
        return NearNames.Nearest(given.Key, known) is { } near
            ? $"there is no setting {given.Path}; the nearest is {parent}{near}"
            : $"there is no setting {given.Path}; below {parent.TrimEnd(':')} there are {string.Join(", ", known)}";
    }

    private static IEnumerable<string> OutOfRange(object options, string prefix, Func<string, string> name)
    {
        foreach (var property in Setting.Properties(options.GetType()))
        {
            var value = property.GetValue(options);
            var rules = property.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>().ToList();
            var values = value is IEnumerable several and not string
                ? several.Cast<object?>().Select((v, i) => (Value: v, Name: $"{prefix}{property.Name}:{i}"))
                : [(value, prefix + property.Name)];
            foreach (var wrong in values.Where(v => rules.Exists(r => !r.IsValid(v.Value))))
            {
                yield return $"{name(wrong.Name)} is {Text(wrong.Value)}; it must be {SettingRange.Of(property)}";
            }

            var inner = value is null or string || Setting.IsSimple(property.PropertyType) ? []
                : value is IEnumerable list
                    ? list.Cast<object>().Select((v, i) => (Value: v, Path: $"{prefix}{property.Name}:{i}:"))
                    : [(value, $"{prefix}{property.Name}:")];
            foreach (var problem in inner.Where(i => !Setting.IsSimple(i.Value.GetType()))
                .SelectMany(i => OutOfRange(i.Value, i.Path, name)))
            {
                yield return problem;
            }
        }

        if (options is IValidatableObject whole)
        {
            foreach (var problem in whole.Validate(new ValidationContext(options)))
            {
                yield return $"{name(prefix + problem.MemberNames.First())} {problem.ErrorMessage}";
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        TimeSpan time => SettingRange.Format(time),
        string text => $"'{text}'",
        null => "missing",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool Is(string name, IConfigurationSection given) => name.Equals(given.Key, StringComparison.OrdinalIgnoreCase);
}
