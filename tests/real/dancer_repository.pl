#!/usr/bin/perl
# An OAI-PMH repository served by Debian's libdancer-plugin-catmandu-oai-perl: dancer_repository.pl PORT RECORDS.json
# Only the store is ours: it reads the records, sorted, from the file, anew at each request, so that a test can change
# them; the protocol, its pages and its errors are the package's.
use strict;
use warnings;
use utf8;

package RecordsFile {
    use Moo;
    has file => (is => 'ro', required => 1);
    with 'Catmandu::Store';
}

package RecordsFile::Bag {
    use Moo;
    use JSON::PP ();
    use Catmandu::Hits;

    # The only comparisons the plugin asks for.
    my %compare = (
        '>='    => sub { $_[0] ge $_[1] },
        '<='    => sub { $_[0] le $_[1] },
        'exact' => sub { $_[0] eq $_[1] },
    );

    sub records {
        my ($self) = @_;
        open my $handle, '<:raw', $self->store->file or die "unreadable records: $!";
        local $/;
        return @{JSON::PP->new->utf8->decode(<$handle>)};
    }

    sub search {
        my ($self, %asked) = @_;
        my @found = $self->records;
        while ($asked{cql_query} =~ /(\w+) (>=|<=|exact) "([^"]*)"/g) {
            my ($field, $test, $value) = ($1, $compare{$2}, $3);
            @found = grep { $test->($_->{$field}, $value) } @found;
        }
        my ($start, $limit, $total) = ($asked{start} // 0, $asked{limit}, scalar @found);
        my @page = grep { defined } @found[$start .. $start + $limit - 1];
        return Catmandu::Hits->new(start => $start, limit => $limit, total => $total, hits => \@page);
    }

    sub generator {
        my ($self) = @_;
        my @left = $self->records;
        return sub { shift @left };
    }

    sub get {
        my ($self, $id) = @_;
        return (grep { $_->{_id} eq $id } $self->records)[0];
    }
    sub add        { die "read only\n" }
    sub delete     { die "read only\n" }
    sub delete_all { die "read only\n" }
    with 'Catmandu::Bag';
}

package main;
use Catmandu;
use Dancer;
use Dancer::Plugin::Catmandu::OAI;

my ($port, $file) = @ARGV;
@ARGV = ();
set server => '127.0.0.1', port => $port, charset => 'utf-8', startup_info => 0, logger => 'console', log => 'error';
Catmandu->config->{store}{records} = {package => '+RecordsFile', options => {file => $file}};

my $template = '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    . ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    . join('', map { "[% FOREACH value IN $_ %]<dc:$_>[% value | xml %]</dc:$_>[% END %]" }
        qw(title creator subject description date type identifier language))
    . '</oai_dc:dc>';

oai_provider '/oai',
    store                => 'records',
    bag                  => 'data',
    repositoryName       => 'Entrepôt Catmandu',
    repositoryIdentifier => 'valmont.example',
    adminEmail           => 'entrepot@example.org',
    delimiter            => ':',
    sampleIdentifier     => 'oai:valmont.example:0001',
    deletedRecord        => 'persistent',
    earliestDatestamp    => '2018-01-01T00:00:00Z',
    datestamp_field      => 'datestamp',
    limit                => 7,
    sets                 => [
        {setSpec => 'traam',  setName => 'TraAM',  cql => 'set exact "traam"'},
        {setSpec => 'divers', setName => 'Divers', cql => 'set exact "divers"'},
    ],
    metadata_formats => [{
        metadataPrefix    => 'oai_dc',
        schema            => 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
        metadataNamespace => 'http://www.openarchives.org/OAI/2.0/oai_dc/',
        template          => \$template,
    }],
    deleted       => sub { $_[0]->{deleted} },
    set_specs_for => sub { [$_[0]->{set}] };

dance;
