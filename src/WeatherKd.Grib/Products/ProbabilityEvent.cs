using System.Globalization;

namespace WeatherKd.Grib.Products;

/// <summary>
/// The event that a probability field is about (product templates 4.5 and 4.9): its values are from 0 to 100 % or 0 to 1.
/// </summary>
/// <param name="Type">
/// Code table 4.9: 0 below the lower limit, 1 above the upper limit, 2 from the lower (included) to the upper limit, 3 above the lower
/// limit, 4 below the upper limit, 5 equal to the lower limit, 6 above, 7 near, 8 below normal, 9 by counts of a
/// yes or no, 10 between two quantiles.
/// </param>
/// <param name="Lower">Lower limit in the parameter's unit; null where it is not given.</param>
/// <param name="Upper">Upper limit in the parameter's unit; null where it is not given.</param>
public sealed record ProbabilityEvent(int Type, double? Lower, double? Upper)
{
    /// <summary>The limit that counts for the <see cref="Type"/>; null for a range of two, or where it is not given.</summary>
    public double? Threshold => Type switch
    {
        0 or 3 or 5 => Lower,
        1 or 4 => Upper,
        _ => null,
    };

    /// <summary>Such as <c>probability above 0.001</c>.</summary>
    public override string ToString() => Type switch
    {
        0 => $"probability below {Text(Lower)}",
        1 => $"probability above {Text(Upper)}",
        2 => $"probability from {Text(Lower)} to {Text(Upper)}",
        3 => $"probability above {Text(Lower)}",
        4 => $"probability below {Text(Upper)}",
        5 => $"probability of {Text(Lower)}",
        6 => "probability above normal",
        7 => "probability near normal",
        8 => "probability below normal",
        9 => "probability by counting",
        10 => $"probability between quantiles {Text(Lower)} and {Text(Upper)}",
        _ => $"probability (code {Type})",
    };

    private static string Text(double? limit) => limit?.ToString("G7", CultureInfo.InvariantCulture) ?? "a limit not given";
}
