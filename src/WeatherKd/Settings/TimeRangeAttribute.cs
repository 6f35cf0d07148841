using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace WeatherKd.Settings;

/// <summary>The range of a setting that is a time. Null is in every range: the setting's own documentation says what it means.</summary>
/// <param name="least">The shortest time, as <c>hours:minutes:seconds</c>.</param>
/// <param name="most">The longest, <c>days.hours:minutes:seconds</c>; empty for any.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeRangeAttribute(string least, string most = "") : ValidationAttribute
{
    /// <summary>The shortest time.</summary>
    public TimeSpan Least { get; } = TimeSpan.Parse(least, CultureInfo.InvariantCulture);

    /// <summary>The longest time; <see cref="TimeSpan.MaxValue"/> for any.</summary>
    public TimeSpan Most { get; } = most.Length == 0 ? TimeSpan.MaxValue : TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is TimeSpan time && time >= Least && time <= Most);
}
