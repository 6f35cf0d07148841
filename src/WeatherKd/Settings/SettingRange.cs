using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace WeatherKd.Settings;

/// <summary>What a setting may be, in words: from its type and its attributes, which also check it.</summary>
public static class SettingRange
{
    /// <summary>What a property may be, as in <c>1 to 1000</c>.</summary>
    public static string Of(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<TimeRangeAttribute>() is { } time)
        {
            return Between(
                time.Least > TimeSpan.Zero ? Format(time.Least) : "0",
                time.Most < TimeSpan.MaxValue ? Format(time.Most) : null,
                isAbove: false,
                isBelow: false);
        }

        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            var most = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
            var open = most >= (type == typeof(int) ? int.MaxValue : type == typeof(long) ? long.MaxValue : double.MaxValue);
            return Between(Format(range.Minimum), open ? null : Format(range.Maximum), range.MinimumIsExclusive, range.MaximumIsExclusive);
        }

        return property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed ? Either(allowed.Values.Select(v => $"{v}")) : Of(type);
    }

    /// <summary>What any value of a type is.</summary>
    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) ? "true or false"
            : type.IsEnum ? Either(Enum.GetNames(type))
            : type == typeof(TimeSpan) ? "a time, as 01:30:00 (hours:minutes:seconds) or 2.00:00:00 (days first)"
            : type == typeof(Uri) ? "an absolute address, as https://example.org"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) || type == typeof(float) ? "a number"
            : "a text";
    }

    /// <summary>A time in the largest unit in which it is a whole number or a short one.</summary>
    public static string Format(TimeSpan time) => time switch
    {
        _ when time == TimeSpan.Zero => "0",
        _ when time.TotalDays >= 2 && time.TotalDays % 1 == 0 => Text($"{time.TotalDays} days"),
        _ when time.TotalHours >= 1 && time.TotalHours % 1 == 0 => Text($"{time.TotalHours} h"),
        _ when time.TotalMinutes >= 1 && time.TotalMinutes % 1 == 0 => Text($"{time.TotalMinutes} min"),
        _ => Text($"{time.TotalSeconds} s"),
    };

    private static string Between(string least, string? most, bool isAbove, bool isBelow) => (most, isAbove, isBelow) switch
    {
        (null, true, _) => $"above {least}",
        (null, false, _) => $"at least {least}",
        (_, true, _) => $"above {least}, {(isBelow ? "below" : "at most")} {most}",
        (_, false, true) => $"at least {least}, below {most}",
        _ => $"{least} to {most}",
    };

    private static string Either(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all.SkipLast(1))} or {all[^1]}";
    }

    private static string Format(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
