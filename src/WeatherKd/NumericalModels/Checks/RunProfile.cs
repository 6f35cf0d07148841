using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// What a run says at a station, in few numbers: for each quantity its mean, its trend, and the first two harmonics of its daily course.
/// Hours moved, and east and north exchanged, are rotations and exchanges of these numbers.
/// </summary>
internal static class RunProfile
{
    /// <summary>Numbers of a quantity: mean, trend over 12 h, cosine and sine of the day, cosine and sine of half a day.</summary>
    public const int Terms = 6;

    /// <summary>Place of the eastward wind among the quantities; the northward follows it.</summary>
    public const int EastwardWind = 3;

    private const int FewestValues = 8;
    private const int ShortestHours = 18;
    private const double Ridge = 0.01;

    /// <summary>The variables of the quantities, in their order. Wind speed stands for its root and both components.</summary>
    public static IReadOnlyList<string> Quantities { get; } =
    [
        VariableNames.Temperature,
        VariableNames.RelativeHumidity,
        VariableNames.WindSpeed,
        VariableNames.WindSpeed,
        VariableNames.WindSpeed,
        VariableNames.SurfacePressure,
        VariableNames.ShortwaveRadiation,
    ];

    /// <summary>Numbers of all quantities.</summary>
    public static int Length => Quantities.Count * Terms;

    /// <summary>The numbers of a run at a station; not a number where a quantity has too few values or too few hours.</summary>
    public static double[] Of(RunSample run, string station)
    {
        var result = new double[Length];
        for (var quantity = 0; quantity < Quantities.Count; quantity++)
        {
            Fit(Values(run, station, quantity), run.Hour).CopyTo(result, quantity * Terms);
        }

        return result;
    }

    /// <summary>The numbers as they would be if each value belonged so many hours later.</summary>
    public static double[] Moved(ReadOnlySpan<double> profile, int hours)
    {
        var result = profile.ToArray();
        for (var place = 0; place < result.Length; place += Terms)
        {
            for (var harmonic = 1; harmonic <= 2; harmonic++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * harmonic * hours / 24);
                var at = place + (2 * harmonic);
                (result[at], result[at + 1]) = ((profile[at] * cosine)
                    - (profile[at + 1] * sine), (profile[at + 1] * cosine) + (profile[at] * sine));
            }
        }

        return result;
    }

    /// <summary>The numbers with the wind's eastward and northward components exchanged.</summary>
    public static double[] Mirrored(ReadOnlySpan<double> profile)
    {
        var result = profile.ToArray();
        var (east, north) = (EastwardWind * Terms, (EastwardWind + 1) * Terms);
        profile.Slice(east, Terms).CopyTo(result.AsSpan(north));
        profile.Slice(north, Terms).CopyTo(result.AsSpan(east));
        return result;
    }

    private static double[] Values(RunSample run, string station, int quantity)
    {
        var values = Leads(run, Quantities[quantity], station);
        if (Quantities[quantity] != VariableNames.WindSpeed)
        {
            return values;
        }

        if (quantity < EastwardWind)
        {
            return Array.ConvertAll(values, speed => Math.Sqrt(Math.Max(speed, 0)));
        }

        var directions = Leads(run, VariableNames.WindDirection, station);
        var components = values.Zip(directions, Wind.Components);
        return [.. components.Select(wind => quantity == EastwardWind ? wind.East : wind.North)];
    }

    private static double[] Leads(RunSample run, string variable, string station) =>
        run.Values.GetValueOrDefault(variable)?.GetValueOrDefault(station) is { } leads
            ? Array.ConvertAll(leads, v => v ?? double.NaN)
            : [];

    private static double[] Fit(double[] values, Hour start)
    {
        var leads = Enumerable.Range(0, values.Length).Where(lead => !double.IsNaN(values[lead])).ToArray();
        if (leads.Length < FewestValues || leads[^1] - leads[0] < ShortestHours)
        {
            return [.. Enumerable.Repeat(double.NaN, Terms)];
        }

        var middle = (leads[0] + leads[^1]) / 2.0;
        var normal = new double[Terms * Terms];
        var right = new double[Terms];
        foreach (var lead in leads)
        {
            var angle = 2 * Math.PI * (start + lead).SinceEpoch / 24;
            double[] terms = [1, (lead - middle) / 12, Math.Cos(angle), Math.Sin(angle), Math.Cos(2 * angle), Math.Sin(2 * angle)];
            for (var i = 0; i < Terms; i++)
            {
                right[i] += terms[i] * values[lead];
                for (var j = 0; j < Terms; j++)
                {
                    normal[(i * Terms) + j] += terms[i] * terms[j];
                }
            }
        }

        for (var i = 0; i < Terms; i++)
        {
            normal[(i * Terms) + i] += Ridge;
        }

        return Cholesky.Of(normal, Terms)!.Solve(right);
    }
}
