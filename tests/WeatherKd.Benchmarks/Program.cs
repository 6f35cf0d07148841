using System.Globalization;
using WeatherKd.Benchmarks.Benchmarks;
using WeatherKd.Benchmarks.Scale;
using WeatherKd.Benchmarks.Trees;

var benchmarks = new Dictionary<string, Func<int>>(StringComparer.Ordinal)
{
    ["grib"] = GribDecoding.Run,
    ["training-memory"] = TrainingMemory.Run,
    ["asos"] = AsosReading.Run,
    ["large-files"] = LargeFiles.Run,
    ["students"] = StudentLife.Run,
    ["issuing"] = Issuing.Run,
    ["serving"] = Serving.Run,
    ["orchestration"] = Orchestration.Run,
    ["start-up"] = StartUp.Run,
    ["feeds"] = FeedFetching.Run,
};

if (args is [LoadClient.Command, var address, .. var rest])
{
    return await LoadClient.RunAsync(address, rest);
}

if (args is [StartUp.Command, var hub])
{
    return await StartUp.HoldAsync(hub);
}

if (args is [FetchingHost.Command, var account])
{
    return await FetchingHost.LookAsync(account);
}

if (args is [GribListing.Command, var program])
{
    return GribListing.Run(program);
}

if (args is [HourlyFiles.Command])
{
    return await HourlyFiles.RunAsync();
}

if (args is ["first-answer", .. var networks])
{
    return await FirstAnswer.RunAsync(networks);
}

if (args is ["training", .. var training])
{
    return TrainingSpeed.Run(training);
}

if (args is ["warm-start", var folder])
{
    return await WarmStarting.RunAsync(folder);
}

if (args is ["trees", var trees, .. var times])
{
    return await TreesExperiment.RunAsync(trees, times is [var folds] ? int.Parse(folds, CultureInfo.InvariantCulture) : 0);
}

if (args is [ServingScene.Command, var storage])
{
    return await ServingScene.ServeAsync(storage);
}

if (args is [DayCycle.Command, .. var cycle])
{
    return await DayCycle.RunAsync(cycle);
}

if (args is [TrainingMemory.Command, var some])
{
    return await TrainingMemory.MeasureAsync(int.Parse(some, CultureInfo.InvariantCulture));
}

if (args is [RecordStep.Command, .. var record])
{
    return await RecordStep.RunAsync(record);
}

if (args is ["scale", "record", .. var sizes])
{
    return await RecordBenchmark.RunAsync(sizes);
}

if (args is ["scale", .. var parts])
{
    return await ScaleBenchmark.RunAsync(parts);
}

if (args is ["soak", .. var hours])
{
    return await SoakBenchmark.RunAsync(hours);
}

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    return run();
}

Console.Error.WriteLine(
    $"usage: WeatherKd.Benchmarks {string.Join('|', benchmarks.Keys)}|training [--device cpu|cuda] [--libtorch DIR] [--against DIR]|"
    + "first-answer [STATIONS …]|gfs-hourly|grib-ls DLL|warm-start DIR|trees DIR [EARLIER TIMES]|scale [day|stations|record "
    + "[STATIONS …] [all]]|soak [hours]   (build with -c Release)");
return 2;
