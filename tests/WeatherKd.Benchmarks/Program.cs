using WeatherKd.Benchmarks.Benchmarks;

var benchmarks = new Dictionary<string, Func<int>>(StringComparer.Ordinal)
{
    ["grib"] = GribDecoding.Run,
    ["training"] = TrainingSpeed.Run,
    ["training-memory"] = TrainingMemory.Run,
    ["asos"] = AsosReading.Run,
    ["large-files"] = LargeFiles.Run,
    ["students"] = StudentLife.Run,
    ["issuing"] = Issuing.Run,
    ["serving"] = Serving.Run,
};

if (args is [LoadClient.Command, var address, .. var rest])
{
    return await LoadClient.RunAsync(address, rest);
}

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    return run();
}

Console.Error.WriteLine($"usage: WeatherKd.Benchmarks {string.Join('|', benchmarks.Keys)}   (build with -c Release)");
return 2;
