using System.CommandLine;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Jobs;

var root = new RootCommand("Trains a student. Started by the retraining workflow with --job; by people with 'experiment'.");
JobCommand.AddTo(root);
root.Subcommands.Add(ExperimentCommand.Create());
root.Subcommands.Add(TrainCommand.Create());
return await root.Parse(args).InvokeAsync();
