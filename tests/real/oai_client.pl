# Harvest a repository with Debian's HTTP::OAI; one line a record: identifier, datestamp, status, length of its metadata.
use strict;
use warnings;
use HTTP::OAI;

my ($url, $prefix) = @ARGV;
my $harvester = HTTP::OAI::Harvester->new(baseURL => $url);
my $identify = $harvester->Identify;
die $identify->message if $identify->is_error;
my $response = $harvester->ListRecords(
    metadataPrefix => $prefix,
    onRecord       => sub {
        my ($record) = @_;
        my $metadata = $record->metadata;
        my $length = $metadata && $metadata->dom ? length($metadata->dom->toString) : 0;
        printf "%s\t%s\t%s\t%d\n", $record->identifier, $record->datestamp, $record->status || '', $length;
    },
);
die $response->message if $response->is_error;
