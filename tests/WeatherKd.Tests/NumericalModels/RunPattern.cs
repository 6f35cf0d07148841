namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// A run of 24 hours as one of the centres sends it, made from rain and radiation of each quarter of an hour: what the hours must be is
/// known without any of the amounts that the messages state.
/// </summary>
/// <param name="Name">Whose pattern it is.</param>
/// <param name="Messages">All messages of the run.</param>
/// <param name="Hours">
/// Value of each hour by variable and lead, and whether the messages leave it to be estimated. All others are missing.
/// </param>
internal sealed record RunPattern(
    string Name,
    IReadOnlyList<Grib2Message> Messages,
    IReadOnlyDictionary<(string Variable, int Lead), (double Value, bool IsEstimate)> Hours)
{
    public const int LastLead = 24;
    private const string Rain = "precipitation";
    private const string Radiation = "shortwave_radiation";
    private const int Mean = 0;
    private const int Sum = 1;
    private static readonly (int, int, int) Temperature = (0, 0, 0);
    private static readonly (int, int, int) RainAmount = (0, 1, 8);
    private static readonly (int, int, int) RainRate = (0, 1, 7);
    private static readonly (int, int, int) Flux = (0, 4, 7);

    /// <summary>Makes a run of each pattern.</summary>
    public static IReadOnlyList<RunPattern> All(int seed)
    {
        var truth = new Truth(seed);
        return [Gfs(truth), Ecmwf(truth), Hrrr(truth), Icon(truth), Ldaps(truth)];
    }

    /// <summary>
    /// NCEP's GFS: rain since the last 6-hour bucket and since the start, radiation and rate of rain as means since the bucket, and the
    /// rate at the instant, which is none of the hour.
    /// </summary>
    private static RunPattern Gfs(Truth truth) => Of(
        "GFS",
        Enumerable.Range(1, LastLead).SelectMany(h =>
        {
            var bucket = (h - 1) / 6 * 6;
            return new[]
            {
                Message(Temperature, h, null, 280 + h),
                Message(RainAmount, h, (bucket, Sum), truth.Rain(bucket, h)),
                Message(RainAmount, h, (0, Sum), truth.Rain(0, h)),
                Message((0, 4, 192), h, (bucket, Mean), truth.Radiation(bucket, h)) with { Centre = 7 },
                Message(RainRate, h, (bucket, Mean), truth.Rain(bucket, h) / (h - bucket) / 3600 * 1.01),
                Message(RainRate, h, null, 0.5),
            };
        }),
        truth,
        Enumerable.Range(1, LastLead)
            .Select(h => (Rain, h, h - 1))
            .Concat(Enumerable.Range(1, LastLead).Select(h => (Radiation, h, h - 1))));

    /// <summary>ECMWF: rain in m and radiation in J/m² since the start, hourly first and three-hourly later.</summary>
    private static RunPattern Ecmwf(Truth truth)
    {
        int[] leads = [1, 2, 3, 6, 9, 12, 15, 18, 21, 24];
        return Of(
            "ECMWF",
            leads.SelectMany(h => new[]
            {
                Message(Temperature, h, null, 280 + h),
                Message((0, 1, 193), h, (0, Sum), truth.Rain(0, h) / 1000) with { Centre = 98 },
                Message(Flux, h, (0, Sum), truth.Radiation(0, h) * h * 3600) with { Centre = 98 },
            }),
            truth,
            leads.SelectMany(h => new[] { (Rain, h, h <= 3 ? h - 1 : h - 3), (Radiation, h, h <= 3 ? h - 1 : h - 3) }));
    }

    /// <summary>NOAA's HRRR, sub-hourly: rain of each quarter of an hour, radiation of the instant.</summary>
    private static RunPattern Hrrr(Truth truth)
    {
        var pattern = Of(
            "HRRR",
            Enumerable.Range(1, LastLead * 4).SelectMany(q => new[]
            {
                Message(RainAmount, q * 15, ((q - 1) * 15, Sum), truth.Rain((q - 1) / 4.0, q / 4.0)) with { UnitMinutes = 1 },
                Message(Flux, q * 15, null, q) with { UnitMinutes = 1 },
            }).Concat(Enumerable.Range(1, LastLead).Select(h => Message(Temperature, h, null, 280 + h))),
            truth,
            Enumerable.Range(1, LastLead).Select(h => (Rain, h, h - 1)));
        var hours = pattern.Hours.ToDictionary();
        for (var h = 1; h <= LastLead; h++)
        {
            hours.Add((Radiation, h), (h * 4, true));
        }

        return pattern with { Hours = hours };
    }

    /// <summary>DWD's ICON: total precipitation, coded as a sum of the rate, and mean radiation, both since the start.</summary>
    private static RunPattern Icon(Truth truth) => Of(
        "ICON",
        Enumerable.Range(1, LastLead).SelectMany(h => new[]
        {
            Message(Temperature, h, null, 280 + h),
            Message((0, 1, 52), h, (0, Sum), truth.Rain(0, h)),
            Message(Flux, h, (0, Mean), truth.Radiation(0, h)),
        }),
        truth,
        Enumerable.Range(1, LastLead).SelectMany(h => new[] { (Rain, h, h - 1), (Radiation, h, h - 1) }));

    /// <summary>
    /// KMA's LDAPS: hourly and three-hourly rain, of which only the three-hourly goes on after 12 hours; hourly mean radiation.
    /// </summary>
    private static RunPattern Ldaps(Truth truth)
    {
        var hourly = Enumerable.Range(1, 12).ToList();
        var threeHourly = Enumerable.Range(1, 8).Select(i => i * 3).ToList();
        return Of(
            "LDAPS",
            [
                .. hourly.Select(h => Message(RainAmount, h, (h - 1, Sum), truth.Rain(h - 1, h))),
                .. threeHourly.Select(h => Message(RainAmount, h, (h - 3, Sum), truth.Rain(h - 3, h))),
                .. Enumerable.Range(1, LastLead).Select(h => Message(Flux, h, (h - 1, Mean), truth.Radiation(h - 1, h))),
                .. Enumerable.Range(1, LastLead).Select(h => Message(Temperature, h, null, 280 + h)),
            ],
            truth,
            [
                .. hourly.Select(h => (Rain, h, h - 1)),
                .. threeHourly.Where(h => h > 12).Select(h => (Rain, h, h - 3)),
                .. Enumerable.Range(1, LastLead).Select(h => (Radiation, h, h - 1)),
            ]);
    }

    private static RunPattern Of(
        string name,
        IEnumerable<Grib2Message> messages,
        Truth truth,
        IEnumerable<(string Variable, int Lead, int Start)> hours) => new(
        name,
        [.. messages],
        hours.ToDictionary(
            h => (h.Variable, h.Lead),
            h => (h.Variable == Rain
                ? truth.Rain(h.Start, h.Lead) / (h.Lead - h.Start)
                : truth.Radiation(h.Start, h.Lead), h.Lead - h.Start > 1)));

    private static Grib2Message Message((int, int, int) parameter, int lead, (int Start, int Process)? period, double value) => new()
    {
        Parameter = parameter,
        Level = parameter == Temperature ? (103, 2) : (1, 0),
        Lead = lead,
        Period = period,
        Values = [.. Enumerable.Repeat((float)value, 9)],
    };

    /// <summary>Rain, mm, and radiation, W/m², of each quarter of an hour.</summary>
    private sealed class Truth
    {
        private readonly double[] _rain;
        private readonly double[] _radiation;

        public Truth(int seed)
        {
            var random = new Random(seed);
            _rain = [.. Enumerable.Range(0, LastLead * 4).Select(_ => random.Next(3) == 0 ? random.Next(1, 40) * 0.25 : 0)];
            _radiation = [.. Enumerable.Range(0, LastLead * 4).Select(q => q % 96 is > 24 and < 72 ? random.Next(0, 100) * 8.0 : 0)];
        }

        public double Rain(double from, double to) => _rain[(int)(from * 4)..(int)(to * 4)].Sum();

        public double Radiation(double from, double to) => _radiation[(int)(from * 4)..(int)(to * 4)].Average();
    }
}
