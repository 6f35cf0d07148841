using System.CommandLine;
using WeatherKd.Retraining;
using WeatherKd.Students;

namespace WeatherKd.Training.Experiments;

/// <summary>The command <c>experiment</c>: does distillation help?</summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with observations.csv, forecasts.csv (either may end in .gz) and stations.csv.", Required = true };
        var set = new Option<string[]>("--set") { Description = "A training setting, e.g. LearningRate=0.002.", DefaultValueFactory = _ => [] };
        var epochs = new Option<int>("--epochs") { DefaultValueFactory = _ => 80 };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var variant = new Option<StudentVariant>("--variant") { DefaultValueFactory = _ => StudentVariant.Guided };
        var command = new Command("experiment", "Trains the variants under identical conditions and compares them.") { data, set, epochs, seed, variant };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = await StationCsvFolder.ReadAsync(parsed.GetValue(data)!, cancellationToken);
            var settings = new TrainingSettings { Epochs = parsed.GetValue(epochs), Seed = parsed.GetValue(seed) };
            foreach (var pair in parsed.GetValue(set)!)
            {
                var property = typeof(TrainingSettings).GetProperty(pair.Split('=')[0])!;
                property.SetValue(settings, Convert.ChangeType(pair.Split('=')[1], property.PropertyType));
            }

            await new ExperimentRun(folder.Align(0.15), parsed.GetValue(variant), settings, final: false).RunAsync(
                p => Console.WriteLine($"{p.Epochs,6:f2} {p.Seconds,6:f1}s train {p.Training.Normalised:f4} val {p.Validation.Normalised:f4} hidden {p.ValidationWithoutTeacher?.Normalised:f4} | {string.Join(' ', p.Validation.Rmse.Select(r => r.ToString("f3")))}"),
                cancellationToken);
        });
        return command;
    }
}
