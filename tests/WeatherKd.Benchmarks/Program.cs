using WeatherKd.Benchmarks.Benchmarks;

var benchmarks = new Dictionary<string, Func<int>>(StringComparer.Ordinal)
{
    ["grib"] = GribDecoding.Run,
    ["training"] = TrainingSpeed.Run,
    ["training-memory"] = TrainingMemory.Run,
    ["asos"] = AsosReading.Run,
};

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    return run();
}

Console.Error.WriteLine($"usage: WeatherKd.Benchmarks {string.Join('|', benchmarks.Keys)}   (build with -c Release)");
return 2;
